"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("warroom", deadline=None)  # how long an example takes is the benchmark's matter
settings.load_profile("warroom")
