"""The service as `serve` starts it, in a process of its own, and what a process has in memory."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.assurance.places import API, CHECKOUT, PROGRAM
from tests.benchmarks.processes import free_port

# The command line with every logger at its most talkative, as an operator who looks for a fault would set it.
LOUD = "import logging, sys; logging.basicConfig(level=1); from service.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running service. `output`: the file that takes all that it prints, unless it may write to none."""

    url: str
    port: int
    process: "subprocess.Popen[bytes]"
    output: Path

    def client(self, timeout: float = 60) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, timeout=timeout)

    def resident_megabytes(self) -> float:
        return memory_megabytes(self.process.pid, "VmRSS")

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")


def memory_megabytes(pid: int, what: str) -> float:
    """`VmRSS`, what is resident now, or `VmHWM`, the most that was."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith(f"{what}:"))


def environment(bundles: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LFR_")}
    return {**kept, "LFR_BUNDLES": str(bundles), **more}


def _write_nothing() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@contextlib.contextmanager
def served(
    bundles: Path,
    home: Path,
    *,
    before: Sequence[str] = (),
    loud: bool = False,
    may_write: bool = True,
    settings: dict[str, str] | None = None,
    workers: int = 1,
) -> Iterator[Served]:
    """Serve until the block ends. `before`: what runs the command, such as `confined`. `may_write`: files at all."""
    port = free_port()
    program = [sys.executable, "-X", "dev", "-W", "ignore", "-c", LOUD] if loud else [str(PROGRAM)]
    output = home / "output.txt"
    more = {"HOME": str(home), "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1", **(settings or {})}
    with output.open("wb") as said:
        process = subprocess.Popen(
            [*before, *program, "serve", "--port", str(port), "--workers", str(workers)],
            stdin=subprocess.DEVNULL,
            stdout=said if may_write else subprocess.DEVNULL,
            stderr=said if may_write else subprocess.DEVNULL,
            env=environment(bundles, PYTHONPATH=str(CHECKOUT), **more),
            cwd=home if not before else CHECKOUT,
            preexec_fn=None if may_write else _write_nothing,
        )
    running = Served(url=f"http://127.0.0.1:{port}", port=port, process=process, output=output)
    try:
        wait_until_ready(running)
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(running: Served) -> None:
    until = time.monotonic() + 60
    with running.client() as client:
        while time.monotonic() < until and running.process.poll() is None:
            try:
                if client.get(f"{API}/health/ready").is_success:
                    return
            except httpx2.TransportError:
                time.sleep(0.05)
    raise AssertionError(f"the service did not start: {running.printed()[-2000:]}")
