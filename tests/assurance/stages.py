"""A Dockerfile's stages run in plain folders, for want of a container engine: COPY, RUN, WORKDIR, ENV and ENTRYPOINT.

Each stage has a folder that stands for its root; the absolute paths that a stage writes to are rewritten to lie in it.
What needs a root of its own (apt-get, USER, EXPOSE, HEALTHCHECK) is left out.
"""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

OURS = ("/src", "/app", "/build", "/wheels", "/bundles")


@dataclass(slots=True, kw_only=True)
class Stage:
    """A stage, its folder, and what it said so far."""

    root: Path
    work: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)

    def within(self, text: str) -> str:
        """The text with our absolute paths under this stage's root."""
        return re.sub(rf"(?<![\w.])(?=(?:{'|'.join(OURS)})\b)", str(self.root), text)


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    """Each instruction and its words, lines that end in a backslash joined."""
    text = re.sub(r"\\\n", " ", dockerfile.read_text(encoding="utf-8"))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def context(checkout: Path) -> list[str]:
    """The files that `docker build` would send: tracked, less those that .dockerignore names."""
    listed = subprocess.run(["git", "ls-files"], cwd=checkout, check=True, capture_output=True, text=True).stdout
    ignored = (checkout / ".dockerignore").read_text(encoding="utf-8").split()
    return [name for name in listed.splitlines() if name.split("/")[0] not in ignored]


def run_stages(checkout: Path, folder: Path, python: str) -> Stage:
    """Run every stage, and return the last. `python` stands for the images' python3.11."""
    stages: dict[str, Stage] = {}
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    (bin_folder / "python3.11").symlink_to(python)
    path = f"{bin_folder}:{os.environ['PATH']}"
    for verb, words in instructions(checkout / "Dockerfile"):
        if verb == "FROM":
            name = words.partition(" AS ")[2] or "last"
            stages[name] = Stage(root=folder / name)
            stages[name].root.mkdir()
        stage = list(stages.values())[-1]
        if verb == "WORKDIR":
            stage.work = words
            (stage.root / words.lstrip("/")).mkdir(parents=True)
        elif verb == "ENV":
            stage.environment |= dict(pair.split("=", 1) for pair in words.split())
        elif verb == "ENTRYPOINT":
            stage.entrypoint = json.loads(words)
        elif verb == "COPY":
            _copy(checkout, stages, stage, words)
        elif verb == "RUN" and not words.startswith("apt-get"):
            subprocess.run(
                ["bash", "-euc", stage.within(words)],
                cwd=stage.root / stage.work.lstrip("/"),
                env={"PATH": path, "HOME": str(stage.root), **stage.environment},
                check=True,
            )
    return stage


def _copy(checkout: Path, stages: dict[str, Stage], stage: Stage, words: str) -> None:
    work = stage.root / stage.work.lstrip("/")
    if words.startswith("--from="):
        source, where, target = words.removeprefix("--from=").split()
        shutil.copytree(stages[source].root / where.lstrip("/"), stage.root / target.lstrip("/"), symlinks=True)
    elif words == ". .":
        for name in context(checkout):
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, work / name)
    else:
        shutil.copy2(checkout / words.split()[0], work)
