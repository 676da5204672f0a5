"""The command line: what it prints, what it refuses, and its exit codes."""

import dataclasses
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import corpus as corpus_package
from corpus import Corpus, Retired
from indexer import Bundle
from service.cli import MAX_INPUT_BYTES, main
from service.identifiers import redact

PROGRAM = Path(sys.executable).parent / "learning-from-reviews"
CASE = (
    "Third core group for the two children, and no one from school came again. CAMHS sent apologies with no report. "
    "There are no concerns about violence in the home. Sarah Jones on 07700 900123 was the last worker."
)
COMMANDS = ("index", "rollback", "serve", "match", "reflect", "related", "check", "evaluate")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(bundle: Bundle, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process over the bundle that is already open: (exit code, output, errors)."""
    monkeypatch.setattr("service.cli._bundle", lambda _: bundle)
    for name in [name for name in os.environ if name.startswith("LFR_")]:
        monkeypatch.delenv(name)

    def command(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def program(*arguments: str, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    """The installed command in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LFR_")}
    return subprocess.run(
        [PROGRAM, *arguments], input=stdin, capture_output=True, timeout=120, env={**kept, **settings}, check=False
    )


def refused(done: tuple[int, str, str], code: int) -> str:
    """A refusal prints to standard error only, in words and without a trace. Returns them."""
    assert done[0] == code, done
    assert done[1] == ""
    assert done[2].strip()
    assert "Traceback" not in done[2]
    return done[2]


# match


def test_match_reads_a_file_and_standard_input_alike(run: Run, client: TestClient, tmp_path: Path) -> None:
    file = tmp_path / "case.txt"
    file.write_text(CASE, encoding="utf-8")
    answer = client.post("/api/v1/match", json={"case": CASE, "limit": 3}).json()
    for source, stdin in ((str(file), b""), ("-", CASE.encode())):
        code, out, err = run("match", source, "--json", "--limit", "3", stdin=stdin)
        assert (code, err) == (0, "")
        assert json.loads(out) == answer
    assert run("match", "--json", "--limit", "3", stdin=CASE.encode())[1] == out


def test_match_as_a_program(bundle_root: Path, client: TestClient) -> None:
    done = program("match", "-", "--json", stdin=CASE.encode(), LFR_BUNDLES=str(bundle_root))
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert json.loads(done.stdout) == client.post("/api/v1/match", json={"case": CASE}).json()


def test_match_prints_for_people(run: Run, client: TestClient) -> None:
    code, out, _ = run("match", stdin=CASE.encode())
    assert code == 0
    body = client.post("/api/v1/match", json={"case": CASE}).json()
    flat = " ".join(out.split())
    for theme in body["themes"]:
        assert theme["title"] in flat
    best = body["themes"][0]["learning_points"][0]
    for said in (best["learning"], best["practice"], best["evidence"][0]["text"], best["sources"][0]["publisher"]):
        assert " ".join(said.split()) in flat
    assert "ruled out: “There are no concerns about violence in the home.”" in flat


def test_match_keeps_line_ends_and_leaves_a_mark_out(run: Run, client: TestClient) -> None:
    text = "No one from school came again.\r\nThe house has slid back.\r\n"
    body = json.loads(run("match", "--json", stdin=b"\xef\xbb\xbf" + text.encode())[1])
    assert body == client.post("/api/v1/match", json={"case": text}).json()


def test_redact_masks_before_matching_and_printing(run: Run, client: TestClient) -> None:
    code, out, _ = run("match", "--json", "--redact", stdin=CASE.encode())
    assert code == 0
    assert "Sarah" not in out
    assert "07700" not in out
    assert json.loads(out) == client.post("/api/v1/match", json={"case": redact(CASE).text}).json()
    assert "Sarah" not in run("match", "--redact", stdin=CASE.encode())[1]


def test_nothing_relevant_is_done_all_the_same(run: Run) -> None:
    code, out, _ = run("match", stdin=b"I baked a sponge cake with jam on Saturday and then fixed the gutter.")
    assert code == 0
    assert "Nothing here speaks to this" in out


@pytest.mark.parametrize(
    "stdin",
    [b"", b" \n\t ", b"... !?", b"Mum \xff\xfe late", bytes(range(256)), b"Mum\x00late", b"a" * 20_001, b"a" * (MAX_INPUT_BYTES + 1)],
)  # fmt: skip
@pytest.mark.parametrize("command", [("match",), ("match", "--redact"), ("reflect", "--model", "kolb")])
def test_what_is_no_case_exits_1(run: Run, command: tuple[str, ...], stdin: bytes) -> None:
    message = refused(run(*command, stdin=stdin), 1)
    assert "aaaa" not in message
    assert "late" not in message


def test_a_file_that_is_not_there_or_no_file_exits_1(run: Run, tmp_path: Path) -> None:
    assert "none.txt" in refused(run("match", str(tmp_path / "none.txt")), 1)
    assert str(tmp_path) in refused(run("match", str(tmp_path)), 1)
    binary = tmp_path / "photo.jpg"
    binary.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    assert "UTF-8" in refused(run("match", str(binary)), 1)


@pytest.mark.parametrize("limit", ["0", "51", "-3"])
def test_a_limit_out_of_range_is_refused(run: Run, limit: str) -> None:
    code, out, err = run("match", "--limit", limit, stdin=CASE.encode())
    assert code in (1, 2)  # a wrong option, or an input that nothing can be done with: CONTRACT.md leaves it open
    assert out == ""
    assert "1 to 50" in err


# reflect


@pytest.mark.parametrize("model", ["4x4x4", "kolb", "gibbs", "driscoll", "three-questions"])
def test_reflect(run: Run, client: TestClient, model: str) -> None:
    code, out, _ = run("reflect", "-", "--model", model, "--json", stdin=CASE.encode())
    assert code == 0
    answer = client.post("/api/v1/reflect", json={"case": CASE, "model": model}).json()
    assert json.loads(out) == answer
    code, out, _ = run("reflect", "--model", model, stdin=CASE.encode())
    assert code == 0
    flat = " ".join(out.split())
    assert all(" ".join(p["question"].split()) in flat for stage in answer["stages"] for p in stage["prompts"])


def test_reflect_refuses_a_model_or_role_it_does_not_know(run: Run) -> None:
    code, out, err = run("reflect", "--model", "johari", stdin=CASE.encode())
    assert code in (1, 2)
    assert out == ""
    assert "gibbs" in err
    code, out, err = run("reflect", "--model", "kolb", "--role", "astronaut", stdin=CASE.encode())
    assert code in (1, 2)
    assert "health-visitor" in err
    refused(run("reflect", stdin=CASE.encode()), 2)


# related


def test_related(run: Run, client: TestClient, corpus: Corpus) -> None:
    for option, params in (
        ([corpus.themes[0].id], {"to": corpus.themes[0].id}),
        (["--topic", "missed core groups"], {"topic": "missed core groups"}),
    ):
        code, out, err = run("related", *option, "--json")
        assert (code, err) == (0, "")
        answer = client.get("/api/v1/related", params=params).json()
        assert json.loads(out) == answer
        code, out, _ = run("related", *option)
        assert code == 0
        assert all(result["id"] in out for result in answer["results"])


def test_related_says_that_an_id_is_retired_and_goes_on(
    run: Run, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    went_to = bundle.corpus.themes[0].id
    moved = bundle.corpus.model_copy(update={"retired": (Retired(id="old/one", went_to=went_to, why="merged"),)})
    new = run("related", went_to)
    monkeypatch.setattr("service.cli._bundle", lambda _: dataclasses.replace(bundle, corpus=moved))
    code, out, err = run("related", "old/one")
    assert (code, out) == (0, new[1])
    assert "old/one" in err
    assert went_to in err


def test_related_refuses(run: Run, corpus: Corpus) -> None:
    theme = corpus.themes[0].id
    assert f'"{theme}"' in refused(run("related", f"{theme}x"), 1)
    refused(run("related"), 2)
    refused(run("related", theme, "--topic", "neglect"), 2)
    refused(run("related", "--topic", "?!"), 1)
    assert run("related", theme, "--limit", "51")[0] in (1, 2)


# check


def test_check_counts_what_is_there(run: Run, corpus: Corpus) -> None:
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert f"{len(corpus.themes)} themes" in out
    assert f"{len(corpus.learning_points)} learning points" in out


def test_check_prints_every_fault_with_its_place_and_exits_1(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "corpus"
    shutil.copytree(
        Path(str(corpus_package.__file__)).parent, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    theme = next(path for path in sorted((copy / "reviews" / "child-b").glob("*.yaml")) if path.stem != "review")
    text = theme.read_text(encoding="utf-8")
    theme.write_text(text.replace("title:", "titel:", 1), encoding="utf-8")
    sources = copy / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8").replace("publisher:", "publischer:", 1), encoding="utf-8")
    message = refused(run("check", "--corpus", str(copy)), 1)
    assert f"reviews/child-b/{theme.name}:" in message
    assert "sources.yaml:" in message
    assert '"titel" is not a known key' in message
    assert "title" in message
    assert "faults" in message
    assert refused(run("check", "--corpus", str(tmp_path / "none")), 1)


# wrong usage, settings, serve


@pytest.mark.parametrize(
    "arguments",
    [(), ("frobnicate",), ("match", "a", "b"), ("match", "--limit", "x"), ("match", "--nope"), ("serve", "--port", "0"), ("serve", "--port", "99999"), ("check", "extra")],
)  # fmt: skip
def test_wrong_usage_exits_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert "--help" in refused(run(*arguments, stdin=CASE.encode()), 2)


def test_an_unknown_command_as_a_program_exits_2() -> None:
    done = program("frobnicate")
    assert done.returncode == 2
    assert done.stdout == b""


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_everywhere(run: Run, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert "learning-from-reviews" in out
    if not command:
        assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LFR_THREADS", "many-secret"),
        ("LFR_THREADS", "6500"),
        ("LFR_MAX_CONCURRENT", "0"),
        ("LFR_PARTNERSHIP_URL", "javascript:secret"),
        ("LFR_BEHIND_PROXY", "secret"),
        ("LFR_FRONT_DOOR", "secret" * 60),
    ],
)
def test_a_wrong_setting_exits_2_and_is_not_printed(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    message = refused(run("match", stdin=CASE.encode()), 2)
    assert name in message
    assert value not in message
    assert "Allowed:" in message


def test_a_wrong_setting_as_a_program_exits_2() -> None:
    done = program("check", LFR_THREADS="many-secret")
    assert done.returncode == 2
    assert b"LFR_THREADS" in done.stderr
    assert b"secret" not in done.stderr + done.stdout


def test_without_a_bundle_it_says_how_to_build_one(tmp_path: Path) -> None:
    done = program("match", stdin=CASE.encode(), LFR_BUNDLES=str(tmp_path))
    assert done.returncode == 1
    assert b"learning-from-reviews index" in done.stderr
    assert done.stdout == b""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])  # noqa: S104 (it is refused)
def test_serve_refuses_other_machines(run: Run, host: str) -> None:
    message = refused(run("serve", "--host", host), 2)
    assert "LFR_BEHIND_PROXY" in message


def test_serve_says_that_a_port_is_taken(run: Run, bundle_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LFR_BUNDLES", str(bundle_root))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = refused(run("serve", "--port", str(port)), 1)
    assert str(port) in message
    assert "--port" in message


def test_serve_without_a_bundle_exits_1(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LFR_BUNDLES", str(tmp_path))
    assert "learning-from-reviews index" in refused(run("serve", "--port", "9"), 1)


def test_evaluate_needs_its_cases(run: Run, tmp_path: Path) -> None:
    done: Any = run("evaluate", "--cases", str(tmp_path))
    refused(done, 1)
