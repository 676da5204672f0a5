"""`make bench-edits`: how long the index takes after each kind of edit of the real corpus, from command to done.

Each edit is built in a process of its own, over what the builds before it left. With --compare the last one is also
built afresh in another folder, to see that both give the same index.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import load_corpus
from tests.benchmarks.places import CHECKOUT
from tests.indexer.edits import LEARNED, SHOWN

NONE = "none: the first build"
KINDS = (
    *("a question", "a source's title", "a review's title", "when a point applies", "the glossary", "reflection"),
    *("a vignette's grades", "a point's practice", "a point's learning"),
)


def build_one(kind: str, root: Path, *, afresh: bool) -> None:
    """Build the corpus with one edit, and print the index's id and what the build made."""
    from indexer.build import BuildOptions, build

    corpus = load_corpus()
    edited = corpus if kind == NONE else (SHOWN | LEARNED)[kind](corpus)
    built = build(edited, root, BuildOptions(afresh=afresh))
    print(built.version)
    print("; ".join(f"{step.part} {step.seconds:.1f} s ({step.made})" for step in built.steps))


def timed(kind: str, root: Path, *more: str) -> tuple[str, str]:
    """The index's id; and a line: the seconds from the command's start to its end, of the processor's time, what was made."""
    began, before = time.monotonic(), _processor_seconds()
    command = [sys.executable, "-m", "tests.benchmarks.edits", "--one", kind, "--root", str(root), *more]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    version, made = done.stdout.splitlines()
    seconds, worked = time.monotonic() - began, _processor_seconds() - before
    return version, f"{seconds:6.1f} {worked:14.1f} {os.getloadavg()[0]:5.1f}  {kind}: {made}"


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.edits", description=__doc__)
    parser.add_argument("--one", metavar="KIND", help="build one edit and print what was made")
    parser.add_argument("--root", type=Path, metavar="DIR", help="the folder of indexes (default: a scratch one)")
    parser.add_argument("--afresh", action="store_true", help="with --one: take nothing over")
    parser.add_argument("--compare", action="store_true", help="build the last edit afresh too, and compare")
    chosen = parser.parse_args()
    if chosen.one is not None:
        build_one(chosen.one, chosen.root, afresh=chosen.afresh)
        return 0
    print(f"{os.cpu_count()} cores, load before the run {os.getloadavg()[0]:.1f}")
    print("     s  of processors  load  edit: what was made", flush=True)
    with tempfile.TemporaryDirectory(prefix="lfr-edits-") as scratch:
        root = chosen.root or Path(scratch) / "root"
        for kind in (NONE, *KINDS):
            print(timed(kind, root)[1], flush=True)
        if not chosen.compare:
            return 0
        version = (root / "CURRENT").read_text(encoding="utf-8").strip()
        other, line = timed(KINDS[-1], Path(scratch) / "afresh", "--afresh")
        print(f"{line}\nThe last two are {'the same index' if other == version else 'NOT the same index'}.")
    return int(other != version)


if __name__ == "__main__":
    sys.exit(main())
