"""Reads one YAML file and remembers on which line each value stands."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import Fault

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 20  # groups within groups; the reader recurses in C, and a file nested deeply enough would end the process

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file's value, and the line (counted from 1) of each value in it by its path of keys and positions."""

    file: str
    value: Any
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of the value at `path`, or of the nearest value that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path_, problem: str) -> Fault:
        return Fault(file=self.file, line=self.line(path), problem=problem)


class _Loader(yaml.CSafeLoader):
    """Plain data only: no tags that build objects, no aliases that expand, and text stays the text that was typed."""


# "2017/18", "yes" and "2020-01-01" are text here; only true, false, null and whole numbers are not.
_Loader.yaml_implicit_resolvers = {
    first: kept
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    if (
        kept := [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag in {"tag:yaml.org,2002:null", "tag:yaml.org,2002:int", "tag:yaml.org,2002:merge"}
            or (tag == "tag:yaml.org,2002:bool" and first in "tTfF")
        ]
    )
}


def read_yaml(path: Path, file: str, faults: list[Fault]) -> ReadFile | None:
    """Read a YAML file, or add what is wrong with it to `faults` and return None."""

    def fail(problem: str, line: int = 0) -> None:
        faults.append(Fault(file=file, line=line, problem=problem))

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        fail("the file is missing. Put it back, or take its name out of the list that names it.")
        return None
    except OSError as error:
        fail(f"the file cannot be read ({error.strerror}). Check its permissions.")
        return None
    if len(raw) > MAX_FILE_BYTES:
        fail(f"the file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB. Split it.")
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        fail("not UTF-8 text. Save the file as UTF-8.", raw.count(b"\n", 0, error.start) + 1)
        return None
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                fail("an alias (*name) is not allowed. Write the value out.", line)
                return None
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                fail(
                    f"groups within groups, more than {MAX_DEPTH} deep. Nothing in a corpus is: look for stray brackets.",
                    line,
                )
                return None
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        fail(
            f"not valid YAML: {getattr(error, 'problem', None) or 'it cannot be read'}. "
            "Check the indentation and the quotes near this line.",
            mark.line + 1 if mark else 0,
        )
        return None
    if node is None:
        fail("the file is empty.")
        return None
    lines: dict[Path_, int] = {}
    duplicates: list[Fault] = []
    try:
        value = _value(node, (), lines, _Loader(""), duplicates, file)
    except yaml.constructor.ConstructorError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        fail("a tag (!name) or a value that is not plain text, number, list or group. Put text in quotes.", line)
        return None
    except ValueError:  # a whole number of thousands of digits
        fail("a number that is too long to be one. Put text in quotes.")
        return None
    faults.extend(duplicates)
    return ReadFile(file=file, value=value, lines=lines)


def _value(
    node: yaml.Node, path: Path_, lines: dict[Path_, int], loader: _Loader, faults: list[Fault], file: str
) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, i), lines, loader, faults, file) for i, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        result: dict[Hashable, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value)
            if key in result:
                problem = f'"{key}" stands twice. Keep one of the two.'
                faults.append(Fault(file=file, line=key_node.start_mark.line + 1, problem=problem))
            result[key] = _value(child, (*path, key), lines, loader, faults, file)
            lines[(*path, key)] = key_node.start_mark.line + 1
        return result
    return loader.construct_object(node)
