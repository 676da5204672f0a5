"""What each command takes: its arguments, their words of help, and how wrong usage is answered."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from service.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]

MOST_WORKERS = 64
FORMS = ("briefing.docx", "briefing.pptx", "session.docx", "learning.csv", "learning.json", "list.json")
FILTERS = {
    "review-type": "one kind of review, such as serious-case-review",
    "agency": "what is above all for one agency, such as school",
    "age": "one age, such as secondary",
    "harm": "one harm, such as neglect",
    "provenance": "local-review, national-source or local-guidance",
    "year": "reviews of one year, such as 2017, or undated",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\nTry: {self.prog} --help\n")


def parser_of(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of every command; `commands` says what each does, by its name."""
    parser = _Parser(
        prog="learning-from-reviews",
        description="Shows which learning from multi-agency safeguarding reviews speaks to a case.",
    )
    groups = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        command = groups.add_parser(name, help=words, description=words)
        command.set_defaults(run=commands[name])
        return command

    index = add("index", "Build the index where it is absent or not of today's corpus, model and code.")
    index.add_argument("--teach", action="store_true", help="first teach the case reader again (half an hour or so)")
    index.add_argument("--publish", action="store_true", help="then publish it in the database that LFR_STORE names")
    index.add_argument("--afresh", action="store_true", help="take nothing over from earlier builds")
    add("rollback", "Make the index before the current one current again.")
    serve = add("serve", "Serve the page and the API.")
    serve.add_argument("--host", default="127.0.0.1", help="address to serve on (default: this machine only)")
    serve.add_argument("--port", type=_port, default=8000, help="port to serve on (default: 8000)")
    serve.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes that serve (default: 1)")
    case = add("match", "Match a case, read from a file or standard input, to the learning that speaks to it.")
    case.add_argument("file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input")
    case.add_argument("--json", action="store_true", help="print the API's answer")
    case.add_argument("--limit", type=int, default=10, metavar="N", help="themes at most, 1 to 50 (default: 10)")
    case.add_argument(
        "--redact", action="store_true", help="mask likely names and numbers before matching and printing"
    )
    reflect = add("reflect", "Print prompts for reflective supervision about a case.")
    reflect.add_argument("file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input")
    reflect.add_argument("--model", required=True, metavar="M", help="4x4x4, kolb, gibbs, driscoll or three-questions")
    reflect.add_argument("--role", metavar="R", help="ask one role's questions first, such as health-visitor")
    reflect.add_argument("--json", action="store_true", help="print the API's answer")
    related = add("related", "Print learning related to a review, theme or learning point, or to a topic.")
    related.add_argument("id", nargs="?", metavar="ID", help="such as child-b/attendance-at-meetings")
    related.add_argument("--topic", metavar="T", help="a topic in your own words, in the place of an id")
    related.add_argument("--limit", type=int, default=10, metavar="N", help="results at most, 1 to 50 (default: 10)")
    for name, words in FILTERS.items():
        related.add_argument(f"--{name}", metavar="X", help=f"only {words}")
    related.add_argument("--json", action="store_true", help="print the API's answer")
    export = add("export", "Write a list of learning points as a briefing, a session plan or a table.")
    export.add_argument(
        "file", metavar="FILE", help="a list saved on the page or written by hand, or - for standard input"
    )
    export.add_argument("--as", dest="form", required=True, metavar="NAME", help=f"one of: {', '.join(FORMS)}")
    export.add_argument("--out", type=Path, metavar="PATH", help="where to write it (default: NAME, here)")
    check = add("check", "Check the corpus and print every fault with its file, line and remedy.")
    check.add_argument("--corpus", type=Path, metavar="DIR", help="another corpus folder than this one's")
    evaluate = add("evaluate", "Measure retrieval quality on judged cases, with baselines in the same run.")
    evaluate.add_argument(
        "--cases", type=Path, metavar="DIR", help="a folder of judged cases (default: tests/evaluation)"
    )
    evaluate.add_argument("--quick", action="store_true", help="leave out the ladder of steps and what takes refitting")
    return parser


def _workers(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"workers are a whole number from 1 to {MOST_WORKERS}")
    return int(value)


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise argparse.ArgumentTypeError("a port is a whole number from 1 to 65535")
    return int(value)
