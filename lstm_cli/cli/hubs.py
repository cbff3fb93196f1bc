"""The submission of `hub write` and `hub run`: decide, forecast, write, and report."""

import time
from pathlib import Path

from lstm_cli.api.hub_plan import Plan, plan_submission
from lstm_cli.api.hub_submission import make_submission, write_submission
from lstm_cli.cli.options.hub import SubmissionOptions
from lstm_cli.cli.output import Output
from lstm_cli.cli.progress import progress
from lstm_cli.formats.hub_data import data_text
from lstm_cli.formats.hub_submission import round_text, submission_text
from lstm_cli.formats.text import printable
from lstm_cli.hubs.hub import open_hub

__all__ = ["planned", "submit"]


def planned(hub: str, asked: SubmissionOptions, output: Output) -> Plan:
    """Decide on the round and the targets, and report them with the data that are read."""
    into = None if asked.into is None else Path(asked.into)
    plan = plan_submission(
        open_hub(hub),
        asked.team,
        asked.abbr,
        round_id=asked.reference_date,
        targets=asked.targets,
        folder=into,
        file_format=asked.format,
        as_reported=asked.as_reported,
    )
    output.say("\n".join([*map(data_text, plan.data), round_text(plan.chosen)]))
    return plan


def submit(plan: Plan, asked: SubmissionOptions, output: Output) -> None:
    """Train, forecast, check and write; the path of the file goes to standard output."""
    started = time.monotonic()
    with progress(output) as report:
        submission = make_submission(plan, seed=asked.seed, progress=report)
    write_submission(submission)
    output.say(submission_text(submission, size=output.words_size) + f", in {time.monotonic() - started:.1f} s")
    output.write(f"{printable(str(submission.path))}\n")
