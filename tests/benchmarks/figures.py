"""What is measured of a service: cold start, warm answers, memory and throughput, each in a process of its own."""

import math
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks.processes import BenchmarkError, ask, body_of, free_port, serving

CLIENTS = 8
UNTIMED_ANSWERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How often each figure is taken."""

    cold_starts: int
    warm_processes: int
    warm_answers: int  # of each process
    throughput_seconds: float
    step_rounds: int


FULL = Effort(cold_starts=5, warm_processes=2, warm_answers=30, throughput_seconds=6.0, step_rounds=50)
QUICK = Effort(cold_starts=3, warm_processes=1, warm_answers=3, throughput_seconds=1.0, step_rounds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A service to measure: its name in the table, the command that serves on a port, and how much of the case it reads."""

    name: str
    command: Callable[[int], Sequence[str]]
    reads: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One service's figures: seconds, bytes and answers a second."""

    cold_seconds: tuple[float, ...]
    warm_seconds: tuple[float, ...]
    peak_bytes: int  # after the warm answers, one client
    busy_peak_bytes: int  # after the eight clients
    answers_per_second: float


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile, nearest rank: of fewer than twenty values, the largest."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def measure(
    contenders: Sequence[Contender], case: str, effort: Effort, say: Callable[[str], None]
) -> dict[str, Figures]:
    """Measure services by name, in turns, so that other work on the machine falls on all of them alike.

    Raises BenchmarkError where one does not start or does not answer.
    """
    cold: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    warm_seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    peaks: dict[str, list[int]] = {contender.name: [] for contender in contenders}
    for turn in range(effort.cold_starts):
        say(f"cold starts, {turn + 1} of {effort.cold_starts}")
        for contender in contenders:
            cold[contender.name].append(cold_start(contender, case))
    for turn in range(effort.warm_processes):
        say(f"warm answers, {turn + 1} of {effort.warm_processes}")
        for contender in contenders:
            seconds, peak = warm(contender, case, effort.warm_answers)
            warm_seconds[contender.name] += seconds
            peaks[contender.name].append(peak)
    say(f"{CLIENTS} clients")
    busy = {contender.name: throughput(contender, case, effort.throughput_seconds) for contender in contenders}
    return {
        name: Figures(
            cold_seconds=tuple(cold[name]),
            warm_seconds=tuple(warm_seconds[name]),
            peak_bytes=max(peaks[name]),
            busy_peak_bytes=busy_peak,
            answers_per_second=rate,
        )
        for name, (rate, busy_peak) in busy.items()
    }


def cold_start(contender: Contender, case: str) -> float:
    """Seconds from the start of the process to the end of its first answer."""
    port = free_port()
    with serving(contender.command(port), port) as server:
        connection = server.connect()
        ask(connection, body_of(case))
        elapsed_seconds = time.perf_counter() - server.started
        connection.close()
        return elapsed_seconds


def warm(contender: Contender, case: str, answers: int) -> tuple[list[float], int]:
    """Seconds of each answer of a warm process to one client, and its peak memory in bytes."""
    port = free_port()
    body = body_of(case)
    with serving(contender.command(port), port) as server:
        connection = server.connect()
        for _ in range(UNTIMED_ANSWERS):
            ask(connection, body)
        seconds = []
        for _ in range(answers):
            started = time.perf_counter()
            ask(connection, body)
            seconds.append(time.perf_counter() - started)
        connection.close()
        return seconds, server.peak_bytes()


def throughput(contender: Contender, case: str, wanted_seconds: float) -> tuple[float, int]:
    """Answers a second to eight clients at once, and the peak memory in bytes. Raises BenchmarkError if one is refused."""
    port = free_port()
    body = body_of(case)
    done = [0] * CLIENTS
    faults: list[str] = []
    with serving(contender.command(port), port) as server:
        first = server.connect()
        ask(first, body)
        first.close()
        started = time.perf_counter()

        def client(number: int) -> None:
            connection = server.connect()
            try:
                while time.perf_counter() - started < wanted_seconds:
                    ask(connection, body)
                    done[number] += 1
            except (OSError, BenchmarkError) as error:
                faults.append(str(error) or type(error).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        elapsed_seconds = time.perf_counter() - started  # to the last answer: those under way at the end count
        if faults:
            raise BenchmarkError(f"{contender.name}, {CLIENTS} clients: {faults[0]}")
        return sum(done) / elapsed_seconds, server.peak_bytes()
