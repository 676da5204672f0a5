"""Keeps what the proofs find, for the report; and what they share."""

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.assurance.fixtures import two_versions
from tests.assurance.places import CHECKOUT

Record = Callable[..., None]
_PROOFS: dict[str, dict[str, Any]] = {}


def _allowed() -> str:
    """Why no namespace can be made here; empty where one can."""
    import subprocess

    command = [sys.executable, "-m", "tests.assurance.confined", "--no-network", "--no-rights", "--", "true"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else f"no namespace can be made here: {done.stderr.strip()}"


@pytest.fixture(scope="session")
def confined() -> list[str]:
    """What runs a command in namespaces. Skips where there are none; fails in CI, where a proof must not go missing."""
    why = _allowed()
    if why and os.environ.get("CI"):
        pytest.fail(why)
    if why:
        pytest.skip(why)
    return [sys.executable, "-m", "tests.assurance.confined"]


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Keeps figures of the test that asks for it: record(name=value)."""

    def keep(**figures: Any) -> None:
        _PROOFS.setdefault(request.node.nodeid, {}).setdefault("figures", {}).update(figures)

    return keep


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report: pytest.TestReport = outcome.get_result()  # type: ignore[attr-defined]
    if "tests/assurance/" not in item.nodeid or (report.when != "call" and report.passed):
        return
    kept = _PROOFS.setdefault(item.nodeid, {})
    function = getattr(item, "function", None)
    kept["proves"] = " ".join((function.__doc__ or item.name).split())
    kept["of"] = " ".join((getattr(item.module, "__doc__", "") or "").split())  # type: ignore[attr-defined]
    kept["outcome"] = report.outcome
    kept["seconds"] = round(report.duration, 1)
    if report.skipped and isinstance(report.longrepr, tuple):
        kept["reason"] = str(report.longrepr[2]).removeprefix("Skipped: ")


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = os.environ.get("ASSURANCE_RECORD")
    if not target or not _PROOFS:
        return
    found = {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "proofs": [{"test": name, **kept} for name, kept in sorted(_PROOFS.items()) if "outcome" in kept],
    }
    Path(target).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.fixture
def two_bundles(bundle_root: Path, tmp_path: Path) -> Path:
    """A folder of bundles of its own: the real one, current, and a second whose titles end in a star."""
    root = tmp_path / "bundles"
    root.mkdir()
    two_versions(bundle_root, root)
    return root
