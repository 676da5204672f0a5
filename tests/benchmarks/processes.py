"""Processes that are measured: started, asked over loopback, weighed, and always ended."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks.places import CHECKOUT

LONGEST_START_SECONDS = 90.0
LONGEST_ANSWER_SECONDS = 60.0
LONGEST_HELP_SECONDS = 600.0
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


class BenchmarkError(Exception):
    """A figure that could not be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: its port, its process and when it was started (`time.perf_counter`)."""

    port: int
    pid: int
    started: float

    def connect(self) -> http.client.HTTPConnection:
        """A connection of its own, kept alive from case to case."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_ANSWER_SECONDS)

    def peak_bytes(self) -> int:
        """The most memory that the process has had resident so far."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:  # noqa: PTH123 (not a file of ours)
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def body_of(case: str) -> bytes:
    """The request that every service takes."""
    return json.dumps({"case": case}).encode()


def ask(connection: http.client.HTTPConnection, body: bytes) -> bytes:
    """Send a case and read the whole answer. Raises BenchmarkError where it is not 200, or does not come."""
    try:
        connection.request("POST", "/api/v1/match", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
    except TimeoutError:
        raise BenchmarkError(f"A case was not answered within {LONGEST_ANSWER_SECONDS:.0f} s.") from None
    if response.status != 200:
        raise BenchmarkError(f"A case was answered {response.status}.")
    return answer


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(command: Sequence[str], port: int) -> Iterator[Server]:
    """Start a server, wait until its port answers, and end it whatever happens. Raises BenchmarkError."""
    with tempfile.TemporaryFile() as complaints:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=CHECKOUT,
            env={**os.environ, **OFFLINE},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        try:
            while not _listens(port):
                waited = time.perf_counter() - started
                if process.poll() is not None or waited > LONGEST_START_SECONDS:
                    complaints.seek(0)
                    said = complaints.read().decode(errors="replace")[-2000:]
                    raise BenchmarkError(f"{' '.join(command)} did not start within {waited:.0f} s. It said:\n{said}")
                time.sleep(0.005)
            yield Server(port=port, pid=process.pid, started=started)
        finally:
            end(process)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop, insist after ten seconds, and wait until it has."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_cold(command: Sequence[str]) -> tuple[float, int]:
    """Run a command to its end: seconds, and the most memory it had resident, in bytes. Raises BenchmarkError."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env={**os.environ, **OFFLINE},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    limit = threading.Timer(LONGEST_START_SECONDS, process.kill)
    limit.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
        elapsed_seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        limit.cancel()
        if process.returncode is None:
            end(process)
    if process.returncode != 0:
        raise BenchmarkError(f"{' '.join(command)} ended with {process.returncode}.")
    return elapsed_seconds, usage.ru_maxrss * 1024


def run_helper(module: str, *arguments: str, limit_seconds: float = LONGEST_HELP_SECONDS) -> str:
    """Run a module of this folder in a process of its own, and return what it prints. Raises BenchmarkError."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
            cwd=CHECKOUT,
            env={**os.environ, **OFFLINE},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=limit_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BenchmarkError(f"{module} was not done after {limit_seconds:.0f} s.") from None
    if done.returncode != 0:
        raise BenchmarkError(f"{module} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
