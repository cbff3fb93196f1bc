"""A hub's folder: its configuration, its locations, and where its files stand."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lstm_cli.errors import Hint, UsageError
from lstm_cli.hubs.config import read_rounds
from lstm_cli.hubs.json_node import Node, read_json
from lstm_cli.hubs.locations import Locations, read_locations
from lstm_cli.hubs.tasks import ModelTask, Round, Target
from lstm_cli.problems import shown

__all__ = ["Hub", "open_hub"]

FORMATS: Final = ("csv", "parquet", "arrow")  # those of hubverse, for a hub whose admin.json names none
WANTED: Final = Hint("name the folder of a hub: a clone of its repository")


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub, as its folder describes it.

    given: the folder as it was named; place: where that was when the hub was opened.
    """

    given: Path
    place: Path
    name: str
    rounds: tuple[Round, ...]
    locations: Locations
    formats: tuple[str, ...]
    level_kind: str  # how the column output_type_id is read: "auto", "character", "double", …
    model_output: str  # the folder of submissions

    @property
    def folder(self) -> Path:
        """The folder as it was named, so that messages have the same paths; the whole path if another folder is current now."""
        return self.given if self.given.absolute() == self.place else self.place

    @property
    def config(self) -> Path:
        """The folder of the configuration."""
        return self.folder / "hub-config"

    @property
    def round_ids(self) -> list[str]:
        """The ids of all rounds, in the order of the configuration."""
        return [name for round_ in self.rounds for name in round_.ids]

    def targets(self) -> list[tuple[Target, ModelTask, Round]]:
        """Return every target once, with the last round that asks for it."""
        # A later round replaces an earlier one.
        last = {target.name: (target, task, round_) for round_ in self.rounds for target, task in round_.wanted()}
        return list(last.values())


def open_hub(folder: str | Path) -> Hub:
    """Read a hub's configuration.

    Raises
    ------
    UsageError
        There is no ``hub-config/tasks.json`` in the folder.
    DataError
        A file of the configuration cannot be understood; the error names the place.
    """
    place = Path(folder)
    tasks = place / "hub-config" / "tasks.json"
    if not tasks.is_file():
        if not place.is_dir():
            message = "expected the folder of a hub, got a file" if place.exists() else "there is no such folder"
            raise UsageError(message, path=str(folder), hint=WANTED)
        raise UsageError(f"{shown(str(folder))} is not a hub: it has no hub-config/tasks.json", hint=WANTED)
    rounds = read_rounds(tasks)
    path = place / "hub-config" / "admin.json"
    admin = read_json(path) if path.is_file() else Node(str(path), "", {})
    return Hub(
        place,
        place.absolute(),
        admin.get("name").text(place.resolve().name),
        rounds,
        read_locations(place),
        admin.get("file_format").texts() or FORMATS,
        read_json(tasks).get("output_type_id_datatype").text("auto"),
        admin.get("model_output_dir").text("model-output"),
    )
