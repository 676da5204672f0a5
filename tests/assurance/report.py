"""The record of a run -> docs/assurance.md. `python -m tests.assurance.report`; figures only from what ran."""

import json
import sys
from typing import Any

from tests.assurance.places import RECORD, REPORT

HEAD = """# Assurance

Written by `make assure` from what it ran, on {date}: {machine}. {passed} proofs held, {failed} failed, {skipped} could not be
made here. Do not edit: run it again. What each proof does is in the test that it names; `make test` holds a short instance of each.
"""


def render(record: dict[str, Any]) -> str:
    """The report of a run, in Markdown."""
    proofs = record["proofs"]
    counts = {kind: sum(proof["outcome"] == kind for proof in proofs) for kind in ("passed", "failed", "skipped")}
    lines = [HEAD.format(date=record["date"], machine=record["machine"], **counts)]
    heading = ""
    for proof in sorted(proofs, key=lambda proof: proof["test"]):
        file, _, name = proof["test"].partition("::")
        if file != heading:
            heading = file
            lines += [f"\n## {proof['of']}\n", f"`{file}`\n"]
        outcome = {"passed": "held", "failed": "**FAILED**", "skipped": f"not made: {proof.get('reason', '')}"}
        lines.append(f"- **{outcome[proof['outcome']]}** ({proof['seconds']:.0f} s): {proof['proves']} `{name}`")
        lines += [f"  - {_words(key)}: {_value(value)}" for key, value in proof.get("figures", {}).items()]
    return "\n".join(lines) + "\n"


def _words(key: str) -> str:
    return key.replace("_", " ")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def main() -> int:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    REPORT.write_text(render(record), encoding="utf-8")
    print(f"{len(record['proofs'])} proofs: docs/assurance.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
