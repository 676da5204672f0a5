"""What is shipped serves where only the light dependencies are, and under all that its unit forbids."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.assurance.conftest import Record
from tests.assurance.hardened import allowed_calls, values_of
from tests.assurance.licences import locked
from tests.assurance.places import API, CASE, CHECKOUT
from tests.assurance.servers import environment, served
from tests.assurance.stages import context, instructions, run_stages

UNIT = CHECKOUT / "deploy" / "learning-from-reviews.service"
HARDENED = [sys.executable, "-m", "tests.assurance.hardened", str(UNIT), "--"]
HEAVY = ("torch", "sklearn", "scipy", "transformers", "sentence_transformers", "onnx", "bm25s", "rapidfuzz")

# The command line where nothing can be imported but what requirements/serve.lock installs, the standard library and ours.
LIGHT = """
import importlib.metadata, sys
locked = set(sys.argv[1].split(","))
owners = importlib.metadata.packages_distributions()
normal = lambda name: name.lower().replace("_", "-").replace(".", "-")
class Deny:
    def find_spec(self, name, path=None, target=None):
        of = {normal(one) for one in owners.get(name.partition(".")[0], [])}
        if of and not of & locked and "learning-from-reviews" not in of:
            raise ModuleNotFoundError(f"{name} is not among what serving installs", name=name)
sys.meta_path.insert(0, Deny())
for heavy in sys.argv[2].split(","):
    try:
        __import__(heavy)
    except ImportError:
        continue
    raise SystemExit(f"{heavy} can be imported")
import service.serving  # all that the server is made of
from service.cli import main
sys.exit(main(["match", "-", "--json"]))
"""


def test_a_case_is_answered_with_the_light_dependencies_alone(bundle_root: Path) -> None:
    """With every distribution denied that requirements/serve.lock does not install."""
    names = ",".join(one.name.lower().replace("_", "-").replace(".", "-") for one in locked("serve"))
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, names, ",".join(HEAVY)],
        env=environment(bundle_root), cwd="/", input=CASE, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["themes"]


def test_serving_asks_for_nothing_that_only_tests_and_evaluation_use() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=\[]", line)[0] for line in project["dependencies"]}
    assert not wanted & {*HEAVY, "scikit-learn", "sentence-transformers", "ir-measures"}


@pytest.fixture
def hardened() -> list[str]:
    """What runs a command under the unit. Skips where there is no systemd-analyze, libseccomp or namespace."""
    done = subprocess.run([*HARDENED, "true"], cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        pytest.skip(f"the unit's restrictions cannot be had here: {done.stderr.strip()[-200:]}")
    return HARDENED


def test_two_workers_serve_under_all_that_the_unit_forbids(
    bundle_root: Path, tmp_path: Path, hardened: list[str], record: Record
) -> None:
    """The unit's system calls, no memory that is written and run, read-only mounts, no file written, no rights."""
    with (
        served(bundle_root, tmp_path, before=hardened, may_write=False, workers=2) as running,
        running.client() as client,
    ):
        assert client.post(f"{API}/match", json={"case": CASE}).json()["themes"]
        assert client.post("/", data={"case": CASE}).is_success
        assert client.post(f"{API}/identifiers", json={"text": CASE}).is_success
        assert client.get("/map").is_success
    record(system_calls_allowed=len(allowed_calls(UNIT)))


def test_the_unit_denies_what_it_says(hardened: list[str], tmp_path: Path) -> None:
    """So that the proof above is one: a write, a mount and a change of root fail under the same wrapper."""
    code = (
        "import ctypes, errno, os, mmap\n"
        f"try: open({str(tmp_path / 'x')!r}, 'w'); print('wrote')\n"
        "except OSError as error: print(errno.errorcode[error.errno])\n"
        "try: os.chroot('/'); print('changed root')\n"
        "except OSError as error: print(errno.errorcode[error.errno])\n"
        "try: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC); print('writes and runs')\n"
        "except OSError as error: print(errno.errorcode[error.errno])\n"
    )
    done = subprocess.run(
        [*hardened, sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["EROFS", "EPERM", "EACCES"], done.stderr


def test_the_unit_is_as_hard_as_stated(record: Record) -> None:
    """`systemd-analyze security`, offline: the exposure, 0 to 10."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15", str(UNIT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.search(r"exposure level .*?: ([0-9.]+)", done.stdout)
    assert found is not None, done.stderr
    record(exposure=float(found[1]))
    assert float(found[1]) <= 1.5
    assert values_of(UNIT, "KillMode") == ["mixed"]


def test_the_image_holds_no_torch_and_no_rights() -> None:
    """Read off the Dockerfile: the last stage installs nothing, copies the light environment, and runs as a number."""
    last: list[tuple[str, str]] = []
    for verb, words in instructions(CHECKOUT / "Dockerfile"):
        last = [] if verb == "FROM" else [*last, (verb, words)]
    assert ("USER", "10001:10001") in last
    assert [words.split()[-1] for verb, words in last if verb == "COPY"] == ["/app", "/bundles"]
    assert "RUN" not in {verb for verb, _ in last}
    sent = context(CHECKOUT)
    assert "requirements/serve.lock" in sent
    assert not [name for name in sent if name.startswith(("tests/", "docs/", ".git/"))]


@pytest.mark.assure
def test_a_shipped_folder_serves_on_another_machine(
    bundle_root: Path, tmp_path: Path, confined: list[str], hardened: list[str], record: Record
) -> None:
    """`make bundle`, moved, installed and started where there is no network; then under the unit. Sizes in megabytes."""
    made, moved = tmp_path / "made" / "bundle", tmp_path / "elsewhere"
    made.parent.mkdir()
    subprocess.run(
        ["bash", "deploy/bundle.sh", str(made)], cwd=CHECKOUT, env={**os.environ, "LFR_BUNDLES": str(bundle_root)}, check=True
    )  # fmt: skip
    made.rename(moved)
    copied = megabytes(moved)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LFR_", "PIP_", "PYTHON"))}
    done = subprocess.run(
        [*confined, "--no-network", "--", "bash", "-c", f"cd {moved} && PYTHON={sys.executable} ./serve.sh --help"],
        cwd=CHECKOUT, env=kept, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    python, program = moved / ".venv" / "bin" / "python", moved / ".venv" / "bin" / "learning-from-reviews"
    for name in HEAVY:
        assert subprocess.run([str(python), "-c", f"import {name}"], capture_output=True, check=False).returncode == 1
    for before in ([*confined, "--no-network", "--"], hardened):
        command = [*before, str(program), "match", "-", "--json"]
        answer = subprocess.run(
            command, cwd=CHECKOUT, env={**kept, "LFR_BUNDLES": str(moved / "bundles")}, input=CASE, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert answer.returncode == 0, answer.stderr
        assert json.loads(answer.stdout)["themes"]
    record(copied=copied, installed=megabytes(moved / ".venv"), index=megabytes(moved / "bundles"))


@pytest.mark.assure
def test_the_stages_of_the_image_give_a_service(tmp_path: Path, record: Record) -> None:
    """Every stage of the Dockerfile run in plain folders, an environment of its own each; the last one answers."""
    last = run_stages(CHECKOUT, tmp_path, sys.executable)
    command = [last.within(last.entrypoint[0])]
    settings = {name: last.within(value) for name, value in last.environment.items()}
    answer = subprocess.run(
        [*command, "match", "-", "--json"],
        env=settings,
        cwd="/",
        input=CASE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["themes"]
    assert not (last.root / "app" / "lib" / "python3.11" / "site-packages" / "torch").exists()
    record(environment=megabytes(last.root / "app"), index=megabytes(last.root / "bundles"))


def megabytes(folder: Path) -> int:
    """What the files of a folder hold, in millions of bytes."""
    return round(
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    )
