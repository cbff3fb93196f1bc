"""Forecasts in a process with threads, forks and settings of NumPy of its own."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from lstm_cli._threads import one_thread

PATIENCE = 10  # seconds


def blas():
    """Return how many threads matrix products may use."""
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def allow(number):
    """Set that number by a Python thread that ends, as one that lives on may keep it for itself."""
    setter = threading.Thread(target=partial(threadpool_limits, limits=number, user_api="blas"))
    setter.start()
    setter.join()


@pytest.fixture
def two_threads():
    """Let BLAS use two threads."""
    (before,) = blas()
    allow(2)
    yield
    allow(before)


@pytest.mark.usefixtures("two_threads")
def test_an_interruption_while_the_limit_begins_gives_the_threads_back(monkeypatch):
    """Ctrl-C may come while the thread that holds the limit starts."""
    wait = threading.Event.wait

    def interrupted(event, timeout=None):
        wait(event, timeout)
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt

    monkeypatch.setattr(threading.Event, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt), one_thread():
        pass
    monkeypatch.undo()
    assert blas() == {2}


@pytest.mark.usefixtures("two_threads")
def test_one_call_that_ends_does_not_free_the_threads_of_another():
    """The limit holds from the first call that begins to the last that ends, and then the threads are as before."""
    second_is_inside, first_has_ended = threading.Event(), threading.Event()

    def first():
        with one_thread():
            started.set()
            assert second_is_inside.wait(PATIENCE)
        first_has_ended.set()

    def second():
        assert started.wait(PATIENCE)
        with one_thread():
            second_is_inside.set()
            assert first_has_ended.wait(PATIENCE)
            return blas()

    started = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(call) for call in (first, second)]
        assert [call.result(PATIENCE) for call in calls] == [None, {1}]
    assert blas() == {2}


def test_a_caller_for_whom_numpy_raises_can_forecast():
    """Underflow is ordinary in training; the caller's settings hold again afterwards."""
    tiny = np.array([1e-200])
    with np.errstate(all="raise"):
        with one_thread():
            assert (tiny * tiny).tolist() == [0]
        with pytest.raises(FloatingPointError):
            tiny * tiny


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # of Python 3.12, where a process has threads
def test_a_fork_while_another_thread_holds_the_lock_can_still_forecast():
    """A forked process does not wait for a thread that it does not have."""
    from lstm_cli import _threads

    with _threads._shared._lock:
        child = os.fork()
        if child == 0:
            alarm = threading.Timer(PATIENCE, os._exit, [1])
            alarm.start()
            with one_thread():
                os._exit(0 if blas() == {1} else 2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
