"""Hostile text and files: time grows with the length and no faster; nothing that is read runs, expands or leaves its folder."""

import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import corpus as corpus_package
import indexer.reading
import service.identifiers
import service.matching
import service.page
from corpus import CorpusError, load_corpus
from indexer.reading.segment import segment
from service.errors import MAX_CASE_CHARACTERS
from service.identifiers import find_identifiers
from tests.assurance.conftest import Record

PIECES = (
    "a", " ", "\n", "\t", "0", "1 ", "1-", "07700 ", "A1 ", "LS8 ", "Mr ", "Mr. ", "O'", "Jo-", "J. ", "@", "a@", "a.", "a@a.", "www.",
    "http://", "(", "[", "[name", "\"", "'", "’", "- ", "* ", ";", ", ", ". ", "? ", "no ", "not ", "never ", "if ", "she used to ", "born ",
    "DOB ", "DOB: 1/", "1/1/", "1st ", "the ", "The ", "Street ", "12 High ", "St ", "Primary School ", "St Mary's ", "of the ", "and ", "é",
    "e\u0301", "\u200d", "👩‍👧", "\u00a0", "\r\n", "\u2028", "NHS no ", "ref: ", "X" * 40 + " ", "Sarah ", "Sarah Jones and ", "but ", "No. ", "\x00",
)  # fmt: skip
MODULES = (service.identifiers, indexer.reading, service.matching, service.page)


def attacks(length: int) -> Iterator[str]:
    """Texts of one length: each piece over and over, alone and between words, and pairs with an end that fits nothing."""
    for piece in PIECES:
        yield (piece * length)[:length]
    for piece in PIECES:
        yield "a, " + (piece * length)[: length - 5] + " b"
    for first, second in zip(PIECES, PIECES[1:] + PIECES[:1], strict=True):
        yield ((first + second) * length)[: length - 1] + "\x7f"


def patterns() -> Iterator[tuple[str, "re.Pattern[str]"]]:
    """Every compiled expression that reads a case: those of the modules that find identifiers, cut, and read."""
    for package in MODULES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                kept = (
                    value
                    if isinstance(value, (tuple, list))
                    else value.values()
                    if isinstance(value, dict)
                    else (value,)
                )
                for one in kept:
                    for part in one if isinstance(one, tuple) else (one,):
                        if isinstance(part, re.Pattern) and isinstance(part.pattern, str):
                            yield f"{found.name}.{name}", part


def seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()  # of this process alone: what else the machine does is no fault of an expression
    work(text)
    return time.process_time() - began


def _count(pattern: "re.Pattern[str]", text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def steepest(work: Callable[[str], object], length: int, floor: float) -> tuple[float, float, str]:
    """The slowest attack: seconds at full length, how much longer than at half of it, and which. 2 is linear."""
    slowest, growth, which = 0.0, 0.0, ""
    for half, whole in zip(attacks(length // 2), attacks(length), strict=True):
        took = seconds(work, whole)
        if took > floor:
            before = max(min(seconds(work, half) for _ in range(2)), 1e-6)
            took = min(took, seconds(work, whole), seconds(work, whole))
            ratio = took / before if took > floor else 0.0
            if ratio > growth:
                growth, which = ratio, repr(whole[:20])
        slowest = max(slowest, took)
    return slowest, growth, which


STEPS: list[tuple[str, Callable[[str], object]]] = [
    ("identifiers", find_identifiers),
    ("segmenting", segment),
]


@pytest.mark.parametrize(("name", "step"), STEPS, ids=[name for name, _ in STEPS])
def test_a_step_is_linear_on_hostile_text(name: str, step: Callable[[str], object], record: Record) -> None:
    """The longest text allowed, built to make expressions go back and try again: under two seconds, and no steeper than linear."""
    slowest, growth, which = steepest(step, MAX_CASE_CHARACTERS, floor=0.1)
    record(
        attacks=3 * len(PIECES),
        slowest_seconds=round(slowest, 3),
        steepest_growth_for_twice_the_text=round(growth, 1) if growth else "none took 0.1 s",
    )
    assert slowest < 2, which
    assert growth < 3.2, which


@pytest.mark.assure
def test_every_expression_is_linear_on_hostile_text(record: Record) -> None:
    """Each compiled expression by itself, over every attack of 20,000 characters."""
    slow = []
    number = 0
    worst = 0.0
    for name, pattern in patterns():
        number += 1
        slowest, growth, which = steepest(partial(_count, pattern), MAX_CASE_CHARACTERS, floor=0.05)
        worst = max(worst, slowest)
        if slowest > 1 or growth > 3.2:
            slow.append(f"{name}: {slowest:.2f} s, x {growth:.1f} on {which}")
    record(expressions=number, attacks_on_each=3 * len(PIECES), slowest_seconds=round(worst, 3))
    assert number > 20
    assert slow == []


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)
EVIL = {
    "aliases that expand": BOMB,
    "a tag that builds an object": "title: !!python/object/apply:os.system ['touch {made}']\n",
    "a tag of another kind": "title: !!python/name:os.system\n",
    "a merge": "base: &b {x: 1}\nother:\n  <<: *b\n",
    "a hundred thousand brackets": "title: " + "[" * 100_000 + "]" * 100_000,
    "a hundred thousand dashes": "- " * 100_000 + "x",
    "a number without end": "title: " + "9" * 100_000,
    "a file without end": "x: " + "y" * (9 * 1024 * 1024),
    "bytes that are no text": "\x00\x01",
    "themes from elsewhere": "id: child-b\nthemes: ['../../../../../../etc/passwd', '/etc/passwd']\n",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    source = Path(str(corpus_package.__file__)).parent
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "vignettes"))
    (folder / "vignettes").mkdir()
    return folder


@pytest.mark.parametrize("what", EVIL)
def test_a_hostile_corpus_file_is_refused(copy: Path, tmp_path: Path, what: str) -> None:
    """In a process of its own, so that one that ends the process is seen: refused in words, within seconds, nothing run."""
    made = tmp_path / "made"
    (copy / "reviews" / "child-b" / "review.yaml").write_text(EVIL[what].replace("{made}", str(made)), encoding="utf-8")
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "check", "--corpus", str(copy)], capture_output=True, text=True, timeout=60, check=False,
        cwd=Path(str(corpus_package.__file__)).parent.parent,
    )  # fmt: skip
    assert done.returncode == 1, (done.returncode, done.stderr[-500:])
    assert "reviews/child-b/review.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert "root:" not in done.stderr
    assert not made.exists()
    assert time.monotonic() - began < 30


def test_a_link_out_of_the_corpus_is_not_followed(copy: Path, tmp_path: Path) -> None:
    """A file of the corpus that is a link to one elsewhere is refused, and what that one says is not repeated."""
    outside = tmp_path / "secret.yaml"
    outside.write_text("password: hunter2\n", encoding="utf-8")
    target = copy / "glossary.yaml"
    target.unlink()
    target.symlink_to(outside)
    with pytest.raises(CorpusError) as refused:
        load_corpus(copy)
    assert "glossary.yaml" in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert "password" not in str(refused.value)


def test_nothing_that_is_read_can_run_code() -> None:
    """No pickle, marshal, eval or exec, and no YAML but by the plain loader, in what reads a corpus, a bundle or a case."""
    root = Path(str(corpus_package.__file__)).parent.parent
    forbidden = re.compile(
        r"(?<![.\w])(pickle|marshal|shelve|eval\(|exec\(|yaml\.load\(|yaml\.unsafe_load|allow_pickle=True|joblib\.load|torch\.load)"
    )
    found = [
        f"{path.relative_to(root)}: {match[0]}"
        for folder in ("corpus", "indexer", "service")
        for path in (root / folder).rglob("*.py")
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
