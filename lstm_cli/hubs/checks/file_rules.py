"""Rules about the file itself: its name, its place, its format, its round, and the metadata beside it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lstm_cli.hubs.checks.breach import Breach, Example
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.rounds import RoundDate, find_round

__all__ = ["FileName", "file_breaches", "file_notes", "parse_name"]

NAME: Final = re.compile(r"(?P<round>\d{4}-\d{2}-\d{2}|[A-Za-z0-9_]+)-(?P<team>[A-Za-z0-9_]+)-(?P<abbr>[A-Za-z0-9_]+)")
METADATA: Final = "model-metadata"


@dataclass(frozen=True, slots=True)
class FileName:
    """The parts of a file's name."""

    round: str
    team: str
    abbr: str

    @property
    def model(self) -> str:
        """``TEAM-MODEL``: the name of the folder, and of the metadata without its ending."""
        return f"{self.team}-{self.abbr}"


def parse_name(path: Path) -> FileName | None:
    """Return the parts of a name ``ROUND-TEAM-MODEL.csv``; None for another name."""
    match = NAME.fullmatch(path.name.partition(".")[0])
    return FileName(match["round"], match["team"], match["abbr"]) if match else None


def file_breaches(hub: Hub, path: Path, name: FileName | None, chosen: RoundDate | None) -> list[Breach]:
    """Return what is wrong with a file before it is opened."""
    breaches = []
    ending = path.suffix.lower().removeprefix(".")
    formats = (chosen.round.file_format if chosen else ()) or hub.formats
    if name is None:
        breaches.append(_one("file-name", path.name))
    if ending not in formats:
        breaches.append(_one("file-format", path.name, formats=tuple(formats)))
    if name is not None:
        breaches += _misplaced(hub, path, name)
        if find_round(hub, name.round) is None:
            ids = hub.round_ids
            breaches.append(_one("round", name.round, first=ids[0], last=ids[-1], count=len(ids)))
    return breaches


def file_notes(hub: Hub, path: Path, chosen: RoundDate | None) -> list[tuple[str, str]]:
    """Return what cannot be checked where the file lies, and whether the round is unlisted."""
    notes = []
    if _output_folder(hub, path) is None:
        notes.append(("outside", hub.model_output))
    elif not (hub.folder / METADATA).is_dir():
        notes.append(("no-metadata-folder", METADATA))
    if chosen is not None and not chosen.is_listed:
        notes.append(("round-unlisted", chosen.id))
    return notes


def _output_folder(hub: Hub, path: Path) -> Path | None:
    """Return the folder of submissions that a file lies in; None if it lies outside."""
    return next((folder for folder in path.absolute().parents if folder.name == hub.model_output), None)


def _misplaced(hub: Hub, path: Path, name: FileName) -> list[Breach]:
    """Compare a file's folder with its name, and look for its metadata, if the file lies among submissions."""
    output = _output_folder(hub, path)
    if output is None:
        return []
    wanted = f"{hub.model_output}/{name.model}/{path.name}"
    place = path.absolute().relative_to(output.parent).as_posix()
    breaches = [] if place == wanted else [_one("file-location", place, wanted=wanted)]
    folder = hub.folder / METADATA
    if folder.is_dir() and not any((folder / f"{name.model}{ending}").is_file() for ending in (".yml", ".yaml")):
        breaches.append(_one("metadata", f"{METADATA}/{name.model}.yml", team=name.team, abbr=name.abbr))
    return breaches


def _one(rule: str, value: str, **details: str | int | tuple[str, ...]) -> Breach:
    """Return a breach of the file as a whole."""
    return Breach(rule, 1, (Example(value=value, details=details),))
