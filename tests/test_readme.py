"""The README cannot lie: every command, setting, endpoint and target that it names exists, and the reverse."""

import argparse
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpus import Corpus
from service.arguments import parser_of
from service.cli import COMMANDS, main
from service.settings import Settings

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def subcommands() -> dict[str, argparse.ArgumentParser]:
    action = next(one for one in parser_of(COMMANDS)._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


def test_every_command_is_in_the_table_and_every_row_is_a_command() -> None:
    rows = set(re.findall(r"^\| `([a-z]+)[ `]", README, flags=re.MULTILINE))
    assert rows == set(subcommands())


def test_every_option_of_a_command_is_in_its_row() -> None:
    for name, parser in subcommands().items():
        row = next(line for line in README.splitlines() if re.match(rf"\| `{name}[ `]", line))
        for action in parser._actions:
            for option in action.option_strings:
                if option.startswith("--") and option != "--help":
                    assert option in row, f"{name} {option} is not in the README"


def test_every_setting_is_in_the_table_and_the_reverse() -> None:
    named = set(re.findall(r"`LFR_([A-Z_]+)`", README))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_endpoint_is_in_the_table_and_the_reverse(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    served = {
        (method.upper(), path) for path, methods in paths.items() if path.startswith("/api/") for method in methods
    }
    named = set(re.findall(r"`(GET|POST) (/api/v1/[^`]*)`", README))
    assert named == served


def test_every_make_target_exists() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z]+)", README):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_linked_file_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (CHECKOUT / target).exists(), target


def test_counts_are_the_corpus_s(corpus: Corpus) -> None:
    changelog = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    questions = sum(len(theme.questions) for theme in corpus.themes)
    for words in (
        f"{len(corpus.reviews)} reviews, {len(corpus.themes)} themes, {len(corpus.learning_points)} learning points",
        f"{questions} questions, {len(corpus.vignettes)} composed cases",
    ):
        assert words in " ".join(changelog.split()), words
    assert f"For {sum(theme.local_text == 'not-seen' for theme in corpus.themes)} of the 40 themes" in " ".join(
        README.split()
    )


def test_the_example_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundle_root: Path) -> None:
    monkeypatch.setenv("LFR_BUNDLES", str(bundle_root))
    note = tmp_path / "note.txt"
    note.write_text("I put a referral in three weeks ago and all I got back was an email saying NFA.", encoding="utf-8")
    for line in re.findall(r"^\.venv/bin/learning-from-reviews (.*)$", README, flags=re.MULTILINE):
        arguments = [part.strip('"') for part in re.findall(r'"[^"]*"|[^\s"]+', line.replace("note.txt", str(note)))]
        if "<" not in arguments:
            assert main(arguments) == 0, line
