"""Where the long proofs find what they need, and where their report goes."""

import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
DOCS = CHECKOUT / "docs"
RECORD = DOCS / "assurance.json"
REPORT = DOCS / "assurance.md"
PROGRAM = Path(sys.executable).parent / "learning-from-reviews"
CASE = (CHECKOUT / "tests" / "benchmarks" / "case.txt").read_text(encoding="utf-8")
API = "/api/v1"
