"""learning-from-reviews: arguments and exit codes, nothing else.

Exit codes: 0 done (an honest "nothing" too), 1 nothing could be done with this input, 2 wrong usage.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import LearningFromReviewsError, load_corpus
from service.arguments import FILTERS, FORMS, Command, parser_of
from service.confinement import forbid_core_dumps
from service.errors import CaseTooLong, CaseUnreadable, SettingsError, answer_to
from service.faults import place_of
from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from indexer import Bundle

MAX_INPUT_BYTES = 512 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = parser_of(COMMANDS)
    try:
        chosen = parser.parse_args(arguments)
    except SystemExit as stopped:  # argparse has said what is wrong
        return int(stopped.code or 0)
    command: Command = chosen.run
    forbid_core_dumps()
    try:
        code = command(chosen, read_settings())
        sys.stdout.flush()  # where the disk is full, this is where it is found out
    except LearningFromReviewsError as error:
        _complain(str(error))
        return answer_to(error).exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Names of files are ours or the user's own argument; no words of a case are among them.
        with contextlib.suppress(OSError, ValueError):
            if error.filename is None:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would fail again as it ends
        _complain(
            f"{error.filename or 'A file'}: {error.strerror}. Check that it exists, its permissions and the free space."
        )
        return 1
    except Exception as error:  # noqa: BLE001 (its message and trace may hold words of a case)
        _complain(f"Something went wrong ({place_of(error)}). Nothing was kept. Tell whoever keeps this program.")
        return 1
    return code


def _complain(message: str) -> None:
    print(message, file=sys.stderr)


def _bundle(settings: Settings) -> "Bundle":
    from service.source import source_of  # 0.2 s that --help need not wait for

    return source_of(settings).open(threads=settings.threads)


def _read_case(name: str) -> str:
    """The text of a file or of standard input. Raises CaseError where it is too large or not text."""
    if name == "-":
        if sys.stdin.isatty():
            _complain("Type the case, then Ctrl-D on a line of its own.")
        raw = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1)
    else:
        with Path(name).open("rb") as file:
            raw = file.read(MAX_INPUT_BYTES + 1)
    if len(raw) > MAX_INPUT_BYTES:
        raise CaseTooLong(len(raw))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseUnreadable from None


def _index(given: argparse.Namespace, settings: Settings) -> int:
    if given.publish and not settings.store.get_secret_value():
        raise SettingsError("--publish needs LFR_STORE, the postgresql:// address of a database to publish in.")
    corpus = load_corpus()
    try:
        from indexer.build import BuildOptions, build

        if given.teach:
            from indexer.taught import FOLDER
            from indexer.teaching.teach import teach

            taught = teach(corpus, FOLDER, _complain)
            print(
                f"  the case reader: statuses {taught.parts_in_cases}, themes {taught.themes_of_cases}, words {taught.words_of_themes}"
            )
    except ImportError as error:
        _complain(f"Building the index needs the extra `index` ({error.name} is missing). Run: make setup")
        return 1
    built = build(corpus, settings.bundles, BuildOptions(model=settings.model, afresh=given.afresh), say=_complain)
    if not built.fresh:
        print(f"The index {built.version} is up to date.")
        return _publish(settings) if given.publish else 0
    for line in (*built.changes, *built.notes):
        print(f"  {line}")
    for step in built.steps:
        print(f"  {step.seconds:6.1f} s  {step.part}: {step.made}")
    print(f"Built the index {built.version} in {built.elapsed_seconds:.0f} s.")
    return _publish(settings) if given.publish else 0


def _publish(settings: Settings) -> int:
    from indexer import open_shelf

    shelf = open_shelf(settings.store.get_secret_value())
    version = shelf.publish(settings.bundles, searchable=settings.store_search == "database")
    shelf.close()
    print(f"Published the index {version}. Servers that follow the database take it up within seconds.")
    return 0


def _rollback(_: argparse.Namespace, settings: Settings) -> int:
    from indexer import open_shelf, rollback

    address = settings.store.get_secret_value()
    if address:
        shelf = open_shelf(address)
        print(f"The index in the database is now {shelf.rollback()}.")
        shelf.close()
    else:
        print(f"The index is now {rollback(settings.bundles)}.")
    return 0


def _serve(chosen: argparse.Namespace, settings: Settings) -> int:
    from service.serving import serve

    return serve(settings, chosen.host, chosen.port, _complain, workers=chosen.workers)


def _match(chosen: argparse.Namespace, settings: Settings) -> int:
    from service.api.answers import match_out
    from service.catalogue import Catalogue
    from service.identifiers import redact
    from service.printing import print_match
    from service.requests import match_case

    text = _read_case(chosen.file)
    if chosen.redact:
        text = redact(text).text
    bundle = _bundle(settings)
    case, report = match_case(text, bundle, limit=chosen.limit)
    body = match_out(case, report, Catalogue(bundle.corpus))
    print(body.model_dump_json(indent=1) if chosen.json else print_match(body, report.words_read))
    return 0


def _reflect(chosen: argparse.Namespace, settings: Settings) -> int:
    from service.api.answers import reflect_out
    from service.catalogue import Catalogue
    from service.printing import print_reflection
    from service.reflection import find_model, reflect
    from service.requests import match_case

    text = _read_case(chosen.file)
    bundle = _bundle(settings)
    model = find_model(chosen.model, bundle.corpus.reflection)
    case, report = match_case(text, bundle)
    catalogue = Catalogue(bundle.corpus)
    body = reflect_out(case, report, reflect(report, model, catalogue, role=chosen.role), catalogue)
    print(body.model_dump_json(indent=1) if chosen.json else print_reflection(body, model))
    return 0


def _related(chosen: argparse.Namespace, settings: Settings) -> int:
    if (chosen.id is None) == (chosen.topic is None):
        _complain("Name an ID or a --topic, one of the two.\nTry: learning-from-reviews related --help")
        return 2
    from service.api.answers import related_out
    from service.catalogue import Catalogue
    from service.printing import print_related
    from service.related import Filters, related_by_topic, related_to

    filters = Filters(**{name.replace("-", "_"): getattr(chosen, name.replace("-", "_")) for name in FILTERS})
    bundle = _bundle(settings)
    catalogue = Catalogue(bundle.corpus)
    if chosen.topic is not None:
        results = related_by_topic(chosen.topic, bundle, chosen.limit, filters)
    else:
        moved = catalogue.went_to(chosen.id)
        if moved is not None:
            _complain(f"{chosen.id} is retired; its learning is now in {moved}.")
        results = related_to(moved or chosen.id, bundle, chosen.limit, filters)
    body = related_out(results, catalogue)
    print(body.model_dump_json(indent=1) if chosen.json else print_related(body))
    return 0


def _export(chosen: argparse.Namespace, settings: Settings) -> int:
    if chosen.form not in FORMS:
        _complain(f"--as is not known. Choose one of: {', '.join(FORMS)}.\nTry: learning-from-reviews export --help")
        return 2
    from service.catalogue import Catalogue
    from service.training.basket import read_basket
    from service.training.exporting import export
    from service.training.headings import read_headings

    headings = read_headings(settings.briefing_headings)
    raw = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1) if chosen.file == "-" else Path(chosen.file).read_bytes()
    bundle = _bundle(settings)
    catalogue = Catalogue(bundle.corpus)
    basket, said = read_basket(raw[: MAX_INPUT_BYTES + 1], catalogue)
    for line in said:
        _complain(line)
    out: Path = chosen.out or Path(chosen.form)
    _write_whole(out, export(chosen.form, basket, headings, catalogue, bundle.version))
    print(f"Wrote {out} with {len(basket.points)} learning points.")
    return 0


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no half of it is ever seen."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _check(chosen: argparse.Namespace, _: Settings) -> int:
    corpus = load_corpus(chosen.corpus) if chosen.corpus else load_corpus()
    cues = sum(len(theme.cues) + sum(len(point.cues) for point in theme.learning_points) for theme in corpus.themes)
    print(
        f"No faults: {len(corpus.reviews)} reviews, {len(corpus.themes)} themes, {len(corpus.learning_points)} learning "
        f"points, {cues:,} cues, {len(corpus.vignettes)} vignettes, {len(corpus.sources)} sources."
    )
    return 0


def _evaluate(chosen: argparse.Namespace, settings: Settings) -> int:
    try:
        from service.evaluation import DEFAULT_CASES, evaluate
    except ImportError as error:
        _complain(f"Evaluating needs the extra `evaluate` ({error.name} is missing). Run: make setup")
        return 1
    print(evaluate(_bundle(settings), chosen.cases or DEFAULT_CASES, quick=chosen.quick))
    return 0


COMMANDS: dict[str, Command] = {
    "index": _index,
    "rollback": _rollback,
    "serve": _serve,
    "match": _match,
    "reflect": _reflect,
    "related": _related,
    "export": _export,
    "check": _check,
    "evaluate": _evaluate,
}
"""What each command does."""


if __name__ == "__main__":
    sys.exit(main())
