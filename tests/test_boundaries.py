"""The borders between the packages, what serving loads, and what it takes: each in a fresh interpreter."""

import importlib
import importlib.metadata
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
PACKAGES = {"corpus", "indexer", "service"}
HEAVY = {"torch", "transformers", "sklearn", "scipy", "sentence_transformers", "onnx"}
# Largest resident size since the program began. Not getrusage: a child's ru_maxrss starts at its parent's, here pytest's.
PEAK = "next(int(l.split()[1]) for l in open('/proc/self/status') if l.startswith('VmHWM'))"


def python(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints, run from elsewhere than the checkout."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(code: str, *arguments: str) -> set[str]:
    found = python(
        f"{code}\nimport sys, json; print(json.dumps(sorted({{n.partition('.')[0] for n in sys.modules}})))", *arguments
    )
    names: list[str] = json.loads(found.splitlines()[-1])
    return set(names)


def test_the_service_loads_nothing_that_builds() -> None:
    assert not loaded("import service.cli, service.app, service.serving, service.printing") & HEAVY


def test_answering_a_case_loads_nothing_that_builds(bundle_root: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from indexer import open_bundle; from service.requests import match_case\n"
        "match_case('No one from school came to the core group.', open_bundle(Path(sys.argv[1])))"
    )
    assert not loaded(code, str(bundle_root)) & HEAVY


@pytest.fixture(scope="module", params=["--help", "match --help", "related --help"])
def help_loads(request: pytest.FixtureRequest) -> set[str]:
    return loaded("import sys, service.cli; assert service.cli.main(sys.argv[1:]) == 0", *request.param.split())


def test_help_does_not_wait_for_the_server(help_loads: set[str]) -> None:
    assert not help_loads & {*HEAVY, "fastapi", "starlette", "uvicorn", "jinja2"}


def test_help_does_not_wait_for_the_index(help_loads: set[str]) -> None:
    """service/cli.py puts off `from indexer import open_bundle` for this; another import must not undo it."""
    assert not help_loads & {"onnxruntime", "faiss", "nupunkt", "tokenizers"}


def test_corpus_needs_no_model_and_no_server() -> None:
    assert not loaded("import corpus") & {*HEAVY, "numpy", "fastapi", "onnxruntime", "faiss", "indexer", "service"}


def test_indexer_knows_nothing_of_the_service() -> None:
    assert not loaded("import indexer") & {*HEAVY, "fastapi", "starlette", "service"}


@pytest.mark.parametrize("name", ["corpus", "indexer", "service.matching", "service.identifiers"])
def test_public_names_are_those_listed(name: str) -> None:
    """`__all__` is what the package's root brings in, sorted and whole; its submodules are not among it."""
    package = importlib.import_module(name)
    listed: list[str] = package.__all__
    assert len(listed) == len(set(listed))
    submodules = {path.stem for path in Path(str(package.__file__)).parent.iterdir()}
    brought = {
        key
        for key in python(f"import {name} as p; print(*(k for k in vars(p) if not k.startswith('_')))").split()
        if key not in submodules or not isinstance(getattr(package, key), type(pytest))
    }
    assert brought == set(listed)


def test_the_service_root_is_one_docstring() -> None:
    assert loaded("import service") & PACKAGES == {"service"}


def test_the_wheel_holds_the_three_packages_and_no_other(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES
    for needed in ("corpus/terms.yaml", "corpus/reviews/child-b/review.yaml", "service/page/templates/home.html"):
        assert needed in names
    assert any(name.startswith("service/page/static/") for name in names)


def test_no_other_distribution_owns_the_names() -> None:
    owners = importlib.metadata.packages_distributions()
    for name in sorted(PACKAGES):
        assert set(owners.get(name, [])) <= {"learning-from-reviews"}
        assert Path(str(importlib.import_module(name).__file__)).is_relative_to(CHECKOUT)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc, which Linux has")
def test_a_case_is_answered_in_under_250_megabytes(bundle_root: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from indexer import open_bundle
from service.api.answers import match_out
from service.catalogue import Catalogue
from service.requests import match_case
bundle = open_bundle(Path(sys.argv[1]), threads=2)
sentence = "No one from school came to the core group, and mum said the house had been cold since her money stopped. "
text = sentence * 15
assert 290 <= len(text.split()) <= 330
case, report = match_case(text, bundle)
body = match_out(case, report, Catalogue(bundle.corpus))
assert body.themes
print({PEAK})
"""
    kilobytes = int(python(code, str(bundle_root)))
    assert kilobytes < 250_000, f"{kilobytes / 1000:.0f} MB at the peak"
