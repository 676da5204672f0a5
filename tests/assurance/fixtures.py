"""Bundles to swap between."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from indexer.manifest import MANIFEST_FILE, file_sha256, read_manifest


def second_version(source: Path, root: Path) -> str:
    """Write under `root` a bundle like that in `source` but for the titles of its themes, which end in a star."""
    scratch = root / ".second"
    shutil.copytree(source, scratch)
    records = json.loads((scratch / "records.json").read_text(encoding="utf-8"))
    for review in records["reviews"]:
        for theme in review["themes"]:
            theme["title"] += " *"
    (scratch / "records.json").write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    manifest = read_manifest(scratch)
    files = {name: file_sha256(scratch / name) for name in manifest.files}
    changed = replace(manifest, files=files)
    (scratch / MANIFEST_FILE).write_text(changed.to_json(), encoding="utf-8")
    scratch.rename(root / changed.bundle_id)
    return changed.bundle_id


def two_versions(bundle_root: Path, root: Path) -> tuple[str, str]:
    """A folder of bundles with the real one, current, and a second. Their ids."""
    first = (bundle_root / "CURRENT").read_text(encoding="utf-8").strip()
    shutil.copytree(bundle_root / first, root / first)
    second = second_version(root / first, root)
    make_current(root, first)
    (root / "PREVIOUS").write_text(second + "\n", encoding="utf-8")
    return first, second


def make_current(root: Path, version: str) -> None:
    (root / ".next").write_text(version + "\n", encoding="utf-8")
    (root / ".next").replace(root / "CURRENT")
