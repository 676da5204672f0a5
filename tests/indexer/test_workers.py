"""So many runs at once in the whole process, whoever asks."""

import functools
import threading
import time

import pytest

from indexer.workers import Workers, workers


def test_never_more_at_once_than_there_are_threads_however_many_ask() -> None:
    pool = Workers(2)
    lock = threading.Lock()
    running, most, done = 0, 0, 0

    def job() -> None:
        nonlocal running, most, done
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.005)
        with lock:
            running -= 1
            done += 1

    clients = [threading.Thread(target=lambda: pool.start([job] * 6)()) for _ in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert (most, done) == (2, 24)


def test_one_thread_does_them_in_their_order() -> None:
    seen: list[int] = []
    Workers(1).start([functools.partial(seen.append, number) for number in range(9)])()
    assert seen == list(range(9))


def test_a_fault_reaches_the_one_who_waits_and_the_threads_go_on() -> None:
    pool = Workers(2)

    def broken() -> None:
        raise ValueError("of this job")

    with pytest.raises(ValueError, match="of this job"):
        pool.start([broken, broken])()
    seen: list[int] = []
    pool.start([functools.partial(seen.append, 1)])()
    assert seen == [1]


def test_nothing_to_do_is_done() -> None:
    Workers(1).start([])()


def test_every_bundle_of_a_process_has_the_same_threads() -> None:
    assert workers(2) is workers(2)
