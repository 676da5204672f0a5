"""Where the benchmarks find what they need."""

import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
PEERS = Path(sys.prefix) / "bench"  # what requirements/bench.lock puts there: txtai
CASE = Path(__file__).parent / "case.txt"
