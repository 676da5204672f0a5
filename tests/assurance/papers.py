"""Renders the papers: templates in docs/templates, figures from docs/figures.json and docs/assurance.json, to docs/*.md.

`make papers` runs it after measuring; tests/assurance/test_papers.py fails where a paper is not what it would render.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.assurance.licences import licence, locked
from tests.assurance.measuring import FIGURES
from tests.assurance.places import CHECKOUT, DOCS, RECORD

TEMPLATES = DOCS / "templates"
SBOM = DOCS / "sbom.cdx.json"


class Proofs:
    """What the last `make assure` found, by a test's own name."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._proofs = {proof["test"].rpartition("::")[2]: proof for proof in record.get("proofs", [])}
        self.date: str = record.get("date", "no run yet")

    def figure(self, test: str, *keys: str) -> Any:
        """A figure; or words that say that it was not measured. Raises KeyError for a figure that the test does not have."""
        proof = self._proofs.get(test)
        if proof is None or proof["outcome"] != "passed":
            return "(not measured)"
        value: Any = proof["figures"]
        for key in keys:
            value = value[key]
        return value

    def outcome(self, test: str) -> str:
        proof = self._proofs.get(test)
        return {"passed": "held", "failed": "FAILED", "skipped": "not made"}.get(
            (proof or {}).get("outcome", ""), "not run"
        )


def render(template: Path) -> str:
    """One paper, in Markdown."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False  # noqa: S701 (Markdown)
    )  # fmt: skip
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    parts = [{"name": one.name, "version": one.version, "licence": licence(one.name)} for one in locked("serve")]
    return environment.get_template(template.name).render(
        figures=json.loads(FIGURES.read_text(encoding="utf-8")), proofs=Proofs(record), parts=parts
    )


def papers() -> list[tuple[Path, Path]]:
    """Each template, and the paper that it makes."""
    return [(template, DOCS / template.name) for template in sorted(TEMPLATES.glob("*.md"))]


def sbom() -> dict[str, Any]:
    """What serving installs, as CycloneDX: name, version, hashes and licence of each part, and no address of a registry."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "sbom.json"
        command = [
            str(Path(sys.executable).parent / "cyclonedx-py"),
            "requirements",
            str(CHECKOUT / "requirements" / "serve.lock"),
        ]
        subprocess.run(
            [*command, "--output-reproducible", "--of", "JSON", "-o", str(made)], check=True, capture_output=True
        )
        found: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    parts = []
    for part in found["components"]:
        hashes = [one for place in part.get("externalReferences", []) for one in place.get("hashes", [])]
        kept = {key: part[key] for key in ("bom-ref", "type", "name", "version", "purl") if key in part}
        parts.append({**kept, "hashes": hashes, "licenses": [{"license": {"name": licence(part["name"])}}]})
    head: dict[str, Any] = {
        key: found[key] for key in ("$schema", "bomFormat", "specVersion", "version") if key in found
    }
    root = {"bom-ref": "root", "type": "application", "name": "learning-from-reviews"}
    return {**head, "metadata": {"component": root}, "components": sorted(parts, key=lambda part: part["name"])}


def main() -> int:
    for template, paper in papers():
        paper.write_text(render(template), encoding="utf-8")
        print(paper.relative_to(CHECKOUT))
    text = json.dumps(sbom(), indent=1, ensure_ascii=False) + "\n"
    SBOM.write_text(re.sub(r"https?://(?:\w+\.)?pypi\.org\S*", "", text), encoding="utf-8")
    print(SBOM.relative_to(CHECKOUT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
