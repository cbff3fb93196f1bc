"""One interface for work here and in other processes: results as they come, interruptions, workers that die."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from multiprocessing.connection import Connection

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import ForecastError, UsageError
from lstm_cli.parallel.executors import beside, finished, in_order, make_executor
from lstm_cli.parallel.processes import put_off

posix = pytest.mark.skipif(os.name != "posix", reason="signals are told in POSIX terms")


def _slept(seconds):
    time.sleep(seconds)
    return seconds


def run(function, units, *, jobs):
    with make_executor(jobs) as executor:
        return list(finished(executor, function, units, jobs=jobs))


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_unit_is_done_once(jobs):
    """All results come, wherever they were made."""
    assert sorted(run(abs, [-3, 2, -1, 5], jobs=jobs)) == [1, 2, 3, 5]


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order_where_that_is_asked_for(jobs):
    """The first unit takes longest; its result comes first all the same."""
    with make_executor(jobs) as executor:
        assert list(in_order(executor, _slept, [0.4, 0, 0.1, 0], jobs=jobs)) == [0.4, 0, 0.1, 0]


def test_one_job_needs_no_other_process():
    """A single job runs here, one unit after the other, and each result is there before the next begins."""
    seen = []
    with make_executor(1) as executor:
        for result in finished(executor, lambda unit: seen.append(unit) or os.getpid(), range(3), jobs=1):
            assert result == os.getpid()
            seen.append("got")
    assert seen == [0, "got", 1, "got", 2, "got"]


@posix
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # of Python 3.12, where a process has threads
def test_a_process_of_a_pool_does_all_jobs_itself():
    """A daemon may start no process: the results are the same without."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert sorted(pool.apply(partial(run, abs, [-3, 2, -1], jobs=2))) == [1, 2, 3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_through_as_it_is(jobs):
    """What a unit raises is raised where its result is asked for."""
    with pytest.raises(ValueError, match="invalid literal"):
        run(int, ["1", "x"], jobs=jobs)


def test_an_interruption_here_comes_through_at_once():
    """Ctrl-C in a unit is no failure of the unit."""

    def interrupt(_unit):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(interrupt, [1], jobs=1)


@posix
def test_a_worker_that_is_killed_is_one_line():
    """The message says what may be the cause and what may help."""
    with pytest.raises(ForecastError) as caught:
        run(signal.raise_signal, [signal.SIGKILL, signal.SIGKILL], jobs=2)
    assert not isinstance(caught.value, UsageError)
    assert caught.value.lines(flag) == (
        "a worker process was killed, perhaps because memory ran out; a smaller --jobs needs less",
    )


@posix
def test_workers_do_not_hear_an_interruption_and_do_not_outlive_the_block():
    """Ctrl-C reaches all processes of a terminal: workers ignore it, and end when the block fails."""
    workers = []

    def interrupted():
        with make_executor(2) as executor:
            executor.submit(signal.raise_signal, signal.SIGINT).result()
            workers.append(executor.submit(os.getpid).result())
            executor.submit(time.sleep, 600)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert workers[0] != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(workers[0], 0)


@posix
def test_a_worker_ends_with_a_parent_that_is_killed():
    """A parent that could not say goodbye leaves no process behind."""
    program = (
        "import os, time\n"
        "from lstm_cli.parallel.executors import make_executor\n"
        "if __name__ == '__main__':\n"
        "    executor = make_executor(2)\n"
        "    print(executor.submit(os.getpid).result(), flush=True)\n"
        "    executor.submit(time.sleep, 600)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert int(parent.stdout.readline()) != parent.pid
        parent.kill()
        assert parent.communicate(timeout=30)[0] == b""  # ends when the last who could write there has gone


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_waits_for_the_end_of_a_block(number):
    """What a handler raises comes after the last line of the block, once, and the handlers are as they were."""
    reached = []

    def leave(sent, _):
        raise InterruptedError(sent)

    def work():
        with put_off():
            signal.raise_signal(number)
            reached.append("the end")

    before = signal.signal(number, leave)
    try:
        with pytest.raises(InterruptedError, match=str(int(number))):
            work()
        assert signal.getsignal(number) is leave
    finally:
        signal.signal(number, before)
    assert reached == ["the end"]


def test_a_call_beside_runs_elsewhere():
    """What is begun beside this process gives its result when it is asked for, made by another process."""
    with make_executor(2) as executor:
        result = beside(executor, os.getpid)
        assert result() not in {None, os.getpid()}
        failing = beside(executor, partial(int, "x"))
        with pytest.raises(ValueError, match="invalid literal"):
            failing()


@pytest.mark.parametrize("as_file", [True, False])
def test_a_script_that_starts_itself_again_is_told_how_not_to(as_file, tmp_path):
    """Without a guard, or from a pipe, a worker cannot start; nobody is told that memory ran out."""
    lines = ["from lstm_cli.parallel.executors import beside, make_executor"]
    lines += ["with make_executor(2) as executor:", "    beside(executor, int)()"]
    script = tmp_path / "script.py"
    script.write_text("\n".join(lines))
    found = subprocess.run(
        [sys.executable, str(script) if as_file else "-"],
        input=None if as_file else "\n".join(lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode == 1
    assert found.stderr.splitlines()[-1] == (
        "lstm_cli.errors.ForecastError: a worker process could not start: it first imports the script, which must be "
        'a file that does its work under `if __name__ == "__main__":`; or ask for jobs=1'
    )
    lines = [lines[0], 'if __name__ == "__main__":', *(f"    {line}" for line in lines[1:])]
    script.write_text("\n".join(lines))
    assert subprocess.run([sys.executable, str(script)], timeout=60, check=False).returncode == 0


@posix
def test_a_call_beside_that_is_killed_is_one_line():
    """The same message as for a unit."""
    with pytest.raises(ForecastError) as caught, make_executor(2) as executor:
        beside(executor, partial(os._exit, 9))()
    assert "a worker process was killed" in str(caught.value)


@posix
def test_a_call_after_a_worker_was_killed_is_one_line():
    """An executor that has lost a worker takes no more calls, and says why."""
    with make_executor(2) as executor:
        first = beside(executor, partial(os._exit, 9))
        with pytest.raises(ForecastError):
            first()
        with pytest.raises(ForecastError, match="a worker process was killed"):
            beside(executor, os.getpid)


@posix
def test_workers_that_are_killed_while_much_is_sent_to_them_end_the_work(tmp_path):
    """Versions of Python before 3.11.5 do not stop sending by themselves: here none does."""
    program = tmp_path / "program.py"  # whose function workers can import
    program.write_text(
        "import os, signal, threading\n"
        "from lstm_cli.errors import ForecastError\n"
        "from lstm_cli.parallel import processes\n"
        "from lstm_cli.parallel.executors import finished, make_executor\n"
        "def work(_unit):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "if __name__ == '__main__':\n"
        "    processes.LETS_GO = False\n"
        "    with make_executor(2) as executor:\n"
        "        reader = executor._call_queue._reader\n"
        "        close = reader.close\n"
        "        main = threading.main_thread()\n"
        "        reader.close = lambda: threading.current_thread() is main and close()\n"
        "        list(finished(executor, work, [bytes(20_000_000)] * 8, jobs=4))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stderr.splitlines()[-1].startswith("lstm_cli.errors.ForecastError: a worker process was killed")


@posix
def test_the_queues_own_thread_and_a_block_that_fails_close_it_one_after_the_other(monkeypatch):
    """A descriptor that two threads close at once would be an error, or close another file that has its number by then."""
    closed, readers = [], []
    close_descriptor = Connection._close

    def slowly(connection):
        closed.append(connection)
        time.sleep(0.2)
        close_descriptor(connection)

    def failing():
        with make_executor(2) as executor:
            executor.submit(int).result()
            readers.append(executor._call_queue._reader)
            monkeypatch.setattr(Connection, "_close", slowly)
            closing = threading.Thread(target=readers[0].close)  # as the queue's thread does at its end
            closing.start()
            raise KeyError

    monkeypatch.setattr("lstm_cli.parallel.processes.LETS_GO", False)  # as on Python before 3.11.5
    with pytest.raises(KeyError):
        failing()
    assert [closed.count(reader) for reader in readers] == [1]
