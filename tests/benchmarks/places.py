"""Where the benchmarks find what they need."""

from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
CASE = Path(__file__).parent / "case.txt"
