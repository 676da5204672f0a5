"""The threads that run every graph of this process: so many runs at once, whoever asks, and never more.

One client's case is read by all of them; eight clients wait for each other's runs instead of each running beside the
others, which bounds the memory that runs take.
"""

import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Job = Callable[[], None]


class Workers:
    """At most `threads` jobs at once; those that were asked for first are begun first."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reading")

    def start(self, jobs: Sequence[Job]) -> Callable[[], None]:
        """Begin the jobs in their order. What is returned waits for all of them, and raises what one of them raised.

        A job must not wait for another: it would hold a thread that the other needs.
        """
        left = iter(jobs)  # one for all threads: a step of a list's iterator is a single step of the interpreter

        def work() -> None:
            for job in left:
                job()

        begun = [self._pool.submit(work) for _ in range(min(self._threads, len(jobs)))]

        def wait() -> None:
            for one in begun:
                one.result()

        return wait


@functools.cache
def workers(threads: int) -> Workers:
    """The process's own, the same for every bundle that is opened."""
    return Workers(threads)
