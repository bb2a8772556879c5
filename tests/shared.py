"""Where the larger collections of real and hostile inputs are, when they are there (CI has them)."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("WARROOM_SHARED", Path(__file__).resolve().parents[2] / "shared"))
needs_shared = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason=f"no shared data at {SHARED}")
