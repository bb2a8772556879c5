"""``make bench``: every budget that applies, ours beside its line. Name benches to run only those."""

from __future__ import annotations

import importlib
import sys

BENCHES = ("gauge", "text", "reader", "suggest", "feeds", "store", "console", "doors")

for name in sys.argv[1:] or BENCHES:
    print(f"\n== {name}", flush=True)
    sys.argv = [f"bench_{name}"]
    importlib.import_module(f"tests.bench.bench_{name}").main()
