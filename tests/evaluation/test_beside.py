"""Work beside the main one: its result is there when asked for, and it ends with what it was done for."""

import threading

import pytest

from lstm_cli.evaluation import beside as module
from lstm_cli.evaluation.beside import beside
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.options import TrainOptions


@pytest.mark.parametrize("processors", [1, 2])
def test_the_result_is_that_of_the_work(monkeypatch, processors):
    """With one processor and with two the same work is done, on two in a thread of its own; its error is raised."""
    monkeypatch.setattr(module, "processors", lambda: processors)
    with beside(lambda _: threading.current_thread()) as result:
        assert (result() is threading.main_thread()) == (processors == 1)
    with pytest.raises(ZeroDivisionError), beside(lambda _: 1 / 0) as result:
        result()


def test_work_ends_where_the_main_one_fails(monkeypatch):
    """An error in the block is raised as it is, after the work has met the end at its next report."""
    monkeypatch.setattr(module, "processors", lambda: 2)
    ended, begun = threading.Event(), threading.Event()

    def work(report):
        begun.set()
        try:
            while True:
                report(0, 1, "")
        finally:
            ended.set()

    def interrupted():
        with beside(work):
            begun.wait()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert ended.is_set()


def test_a_model_is_the_same_with_one_processor(monkeypatch, series, make_panel):
    """The digest of a model, which its score is part of, does not depend on what ran beside its training."""
    digests = set()
    for processors in (1, 2):
        monkeypatch.setattr(module, "processors", lambda count=processors: count)
        digests.add(train_and_score(make_panel(series), TrainOptions(horizon=2, seed=3)).digest)
    assert len(digests) == 1
