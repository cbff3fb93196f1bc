"""Help that fits a screen: options in groups, plain text, 80 columns."""

import inspect
import re
from collections.abc import Callable
from typing import Any, Final

from typer.core import TyperCommand

__all__ = ["GroupedCommand", "help_text"]

WIDTH: Final = 80  # columns
OTHER: Final = "Options"  # of options without a group, as --help


class GroupedCommand(TyperCommand):
    """A command whose help lists its options group by group, in the order in which they are declared."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own copy of click
        """Write a section for each group."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                groups.setdefault(getattr(param, "rich_help_panel", None) or OTHER, []).append(record)
        width = max(len(names) for records in groups.values() for names, _ in records)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl([(names.ljust(width), text) for names, text in records], col_max=width)


def help_text(function: Callable[..., object]) -> str:
    r"""Take a docstring as help; a paragraph with indented lines keeps its lines (``\b``)."""
    return re.sub(r"\n\n(?=[^\n]*\n  )", "\n\n\b\n", inspect.cleandoc(function.__doc__ or ""))
