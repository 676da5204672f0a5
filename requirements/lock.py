"""Writes the lock files beside it from pyproject.toml: `python requirements/lock.py` (needs uv on the PATH).

serve.lock: what a machine needs that serves a built bundle.
build.lock: what building the bundle adds (sentence-transformers above all), torch apart.
torch-cpu.lock, torch.lock: torch as a CPU build, and as the package index has it. pip would take the second of the
two from a lock that allows both, so install-torch.sh chooses.
postgres.lock: what a store in PostgreSQL adds.
test.lock:  what `make test` and `make lint` add.
bench.lock: txtai, a peer of `make bench`, and what it needs beside all that; it goes into a folder of its own.
cuda.lock:  what the package index's own torch wants beside it on x86-64 Linux: about 3 GB.
"""

import re
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
# The CPU build of torch 2.13.0 for x86-64 Linux and Python 3.11 (2.13.0+cpu), which a package index of PyTorch's own offers.
TORCH_CPU_HASH = "sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
# txtai's own requirements are met by build.lock, msgpack apart.
PEER = "txtai==9.14.0\nmsgpack>=1.0.7\n"
CUDA = re.compile(r"^(nvidia-|cuda-|triton==)")


def locked(
    *arguments: str, source: str = str(HERE.parent / "pyproject.toml"), given: str | None = None
) -> dict[str, str]:
    """Requirement lines with their hashes, by their first line. `given`: what `source` "-" holds."""
    command = ["uv", "pip", "compile", source, "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet", *arguments]
    text = subprocess.run(command, check=True, capture_output=True, text=True, input=given).stdout
    entries = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return {entry.split(" ")[0]: entry for entry in entries}


def write(name: str, purpose: str, entries: list[str]) -> None:
    header = f"# {purpose}\n# Written by requirements/lock.py; change pyproject.toml, not this file.\n"
    (HERE / name).write_text(header + "".join(entries))


def main() -> None:
    serve = locked()
    build = locked("--extra", "index", "--extra", "evaluate", "--group", "package")
    postgres = locked("--extra", "postgres")
    extras = ("--extra", "index", "--extra", "evaluate", "--extra", "postgres", "--group", "package")
    everything = locked(*extras, "--group", "test", "--group", "lint")
    torch = next(key for key in everything if key.startswith("torch=="))
    write("serve.lock", "What serving a built bundle needs.", [everything[key] for key in serve])
    write(
        "build.lock",
        "What building the bundle adds.",
        [build[key] for key in build if key not in serve and key != torch and not CUDA.match(key)],
    )
    write(
        "postgres.lock",
        "What a store in PostgreSQL adds.",
        [everything[key] for key in postgres if key not in serve],
    )
    write("test.lock", "What the tests and lint add.", [everything[key] for key in everything if key not in build])
    write("torch-cpu.lock", "torch as a CPU build.", [f"{torch}+cpu \\\n    --hash={TORCH_CPU_HASH}\n"])
    write("torch.lock", "torch as the package index has it.", [everything[torch]])
    write("bench.lock", "A peer of `make bench`.", list(locked("--no-deps", source="-", given=PEER).values()))
    write(
        "cuda.lock",
        "What that torch needs beside it on x86-64 Linux, about 3 GB.",
        [build[key] for key in build if CUDA.match(key)],
    )


if __name__ == "__main__":
    main()
