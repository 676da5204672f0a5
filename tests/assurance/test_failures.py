"""When the machine lets it down: a clear message and the right exit code, as a user without rights."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assurance.conftest import Record
from tests.assurance.places import CASE, CHECKOUT, PROGRAM
from tests.assurance.servers import environment

Done = subprocess.CompletedProcess[str]


def run(command: list[str], bundles: Path, **settings: str) -> Done:
    return subprocess.run(
        command, cwd=CHECKOUT, env=environment(bundles, **settings), input=CASE, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip


def said(done: Done, code: int, *words: str) -> None:
    """It ended with this code and said these words, without a trace."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def test_a_read_only_folder(confined: list[str], bundle_root: Path, tmp_path: Path) -> None:
    """An index that cannot be written says so, exit 1; one that is there serves and matches from a folder read-only to it."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    said(
        run([*confined, "--no-rights", "--", str(PROGRAM), "index"], closed / "bundles"),
        1,
        "Permission denied",
        "permissions",
    )
    version = (bundle_root / "CURRENT").read_text().strip()
    readable = tmp_path / "readable"
    shutil.copytree(bundle_root / version, readable / version)
    shutil.copy(bundle_root / "CURRENT", readable / "CURRENT")
    (readable / version).chmod(0o500)
    readable.chmod(0o500)
    done = run([*confined, "--no-rights", "--", str(PROGRAM), "match"], readable)
    readable.chmod(0o700)
    (readable / version).chmod(0o700)
    assert done.returncode == 0, done.stderr


def test_files_that_may_not_be_read(confined: list[str], two_bundles: Path, tmp_path: Path) -> None:
    """An index file, CURRENT or a case without permission to read it: named, exit 1."""
    version = (two_bundles / "CURRENT").read_text().strip()
    program = [*confined, "--no-rights", "--", str(PROGRAM)]
    for path in (two_bundles / version / "learned.npz", two_bundles / "CURRENT"):
        path.chmod(0)
        done = run([*program, "match"], two_bundles)
        path.chmod(0o600)
        said(done, 1, path.name, "ermission")
    note = tmp_path / "note.txt"
    note.write_text(CASE, encoding="utf-8")
    note.chmod(0)
    said(run([*program, "match", str(note)], two_bundles), 1, "note.txt", "Permission denied")


def test_a_full_disk_leaves_the_old_index(confined: list[str], bundle_root: Path, tmp_path: Path) -> None:
    """A build on a disk of two megabytes stops with "No space left", leaves nothing partial, and the rest as it was."""
    disk = tmp_path / "disk"
    disk.mkdir()
    real = str(bundle_root / (bundle_root / "CURRENT").read_text().strip())
    code = (
        "import sys, errno; from pathlib import Path; from tests.assurance.quick_build import quick_build; root = Path(sys.argv[1])\n"
        "(root / 'CURRENT').write_text('before')\n"
        "try: quick_build(root, Path(sys.argv[2]))\n"
        "except OSError as error: print(error.errno == errno.ENOSPC, sorted(path.name for path in root.iterdir()), (root / 'CURRENT').read_text())"
    )
    done = run(
        [*confined, "--disk", str(disk), "2048", "--no-rights", "--", sys.executable, "-c", code, str(disk), real],
        bundle_root,
    )
    assert done.stdout.split("\n")[-2] == "True ['.lock', 'CURRENT'] before", done.stdout + done.stderr


def test_an_answer_that_cannot_be_written(bundle_root: Path) -> None:
    """`match > /dev/full`: a message and exit 1, not an answer cut short with exit 0."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [PROGRAM, "match"], env=environment(bundle_root), input=CASE, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )  # fmt: skip
    said(done, 1, "No space left")


@pytest.mark.assure
def test_a_real_build_on_a_full_disk(confined: list[str], bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """`index` on a disk of 8 MB: a message about space, exit 1, no trace."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = run([*confined, "--disk", str(disk), "8192", "--no-rights", "--", str(PROGRAM), "index"], disk)
    record(said=done.stderr.strip().split("\n")[-1].replace(str(disk), "FOLDER"))
    said(done, 1, "space")


def test_a_missing_model(tmp_path: Path) -> None:
    """A model that is not there: named with the remedy, exit 1."""
    said(run([str(PROGRAM), "index"], tmp_path / "bundles", LFR_MODEL=str(tmp_path / "none")), 1, "none")


def test_a_port_in_use_or_not_allowed(confined: list[str], bundle_root: Path) -> None:
    """A port that is taken, and one below 1024 without the right to it: exit 1, and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said(run([str(PROGRAM), "serve", "--port", port], bundle_root), 1, port, "--port")
    low = run([*confined, "--no-network", "--no-rights", "--", str(PROGRAM), "serve", "--port", "80"], bundle_root)
    said(low, 1, "80", "Permission denied", "--port")
