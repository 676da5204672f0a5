"""`make bench-workers`: how many workers pay on this machine: answers a second with eight clients, p95, memory in all."""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

from tests.benchmarks.figures import p50, p95
from tests.benchmarks.places import CASE
from tests.benchmarks.processes import BenchmarkError, Server, ask, body_of, free_port, serving

CLIENTS = 8
COUNTS = (1, 2, 4)


def processes_of(pid: int) -> list[int]:
    """A process and all that it started, and that they started."""
    found = [pid]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split()
        except OSError:  # it has ended
            continue
        found += [int(child) for child in children]
    return found


def shared_out_megabytes(pids: list[int]) -> float:
    """The memory of all of them, a page that several share counted once (the sum of their PSS)."""
    total = 0
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / 1e6


def measure(workers: int, seconds: float, body: bytes) -> str:
    """One row of the table."""
    port = free_port()
    command = ("-m", "service.cli", "serve", "--port", str(port), "--workers", str(workers))
    with serving(command, port) as server:
        _warm(server, workers, body)
        took = _ask_for(server, body, seconds)
        memory = shared_out_megabytes(processes_of(server.pid))
    rate, half, most = len(took) / seconds, p50(took) * 1000, p95(took) * 1000
    return f"{workers:>7} {rate:>11.1f} {half:>9.0f} {most:>9.0f} {memory:>16.0f}"


def _ask_for(server: Server, body: bytes, seconds: float) -> list[float]:
    """What each answer to CLIENTS clients took, of those that were done within `seconds`. Raises BenchmarkError."""
    took: list[float] = []
    faults: list[str] = []
    until = time.perf_counter() + seconds

    def client() -> None:
        connection = server.connect()
        try:
            while (began := time.perf_counter()) < until:
                ask(connection, body)
                if (ended := time.perf_counter()) < until:
                    took.append(ended - began)
        except (OSError, BenchmarkError) as error:
            faults.append(str(error) or type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults or not took:
        raise BenchmarkError(f"{CLIENTS} clients: {faults[0] if faults else 'no answer in time'}")
    return took


def _warm(server: Server, workers: int, body: bytes) -> None:
    """Have each worker answer: any of them may take a new connection."""
    for _ in range(6 * workers):
        connection = server.connect()
        ask(connection, body)
        connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.workers", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of eight clients for each row (default: 10)")
    seconds = parser.parse_args().seconds
    body = body_of(CASE.read_text(encoding="utf-8"))
    print(
        f"{os.cpu_count()} cores, load before the run {os.getloadavg()[0]:.1f}, {CLIENTS} clients, {seconds:.0f} s each"
    )
    print("workers   answers/s   p50, ms   p95, ms   PSS in all, MB", flush=True)
    try:
        for count in COUNTS:
            print(measure(count, seconds, body), flush=True)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
