"""docs/cli.md: a section with the help of every command, in the order in which the program lists them."""

import re

import typer

from lstm_cli.cli.app import app

SECTIONS = re.compile(r"(?<=<!-- commands -->\n).*(?=<!-- end of commands -->)", re.DOTALL)


def command_names():
    """Return the names of all commands that help lists, in its order."""
    return list(_names(typer.main.get_command(app)))


def _names(group, before=""):
    """Yield the names of a group's commands, a group among them before its own."""
    for name, command in group.commands.items():
        if not command.hidden:
            yield f"{before}{name}"
            yield from _names(command, f"{before}{name} ") if hasattr(command, "commands") else ()


def with_every_command(text):
    """Return the page with an empty section for each command; what the help says is filled in as in every page."""
    sections = [
        f"## {name}\n\n<!-- run -->\n```console\n$ lstm-forecast {name} --help\n```\n" for name in command_names()
    ]
    return SECTIONS.sub("\n" + "\n".join(sections) + "\n", text)
