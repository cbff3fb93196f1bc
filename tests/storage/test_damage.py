"""Damage to a model file is never silent, and reading a hostile one neither runs code nor exhausts memory."""

import io
import json
import os
import pickle
import random
import struct
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import ModelFileError
from lstm_cli.storage.container import encode, read_arrays
from lstm_cli.storage.format import VERSIONS

pytestmark = pytest.mark.slow

ARRAYS = {
    "w": np.array([[0.5, -1.25], [7.0, -0.0]], dtype=np.float32),
    "n": np.array([3, 2**40]),
    "on": np.array([True, False]),
}
DOCUMENT = {"seed": 3, "names": ["01", "b"]}
MODEL = encode(ARRAYS, DOCUMENT)


def refused(path, content):
    """Return the one line with which the content is refused, or None when it is read as the very same model."""
    path.write_bytes(content)
    try:
        arrays, document = read_arrays(path)
    except ModelFileError as error:
        (line,) = error.lines(flag)
        assert line.startswith(f"{path}: ")
        assert line.isprintable()
        return line.removeprefix(f"{path}: ")
    assert document == DOCUMENT
    assert {name: (a.dtype, a.shape, a.tobytes()) for name, a in arrays.items()} == {
        name: (a.dtype, a.shape, a.tobytes()) for name, a in ARRAYS.items()
    }
    return None


def test_every_truncation_is_refused(tmp_path):
    """A file cut off after any byte is no model."""
    for length in range(len(MODEL)):
        assert refused(tmp_path / "m", MODEL[:length]), length


@pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.slow)])
def test_every_flipped_bit_is_refused_or_harmless(tmp_path, every):
    """A single wrong bit is found, or it sits where it changes nothing (a few bytes of zip bookkeeping)."""
    positions = range(0, len(MODEL) * 8, every)
    harmless = 0
    for position in positions:
        flipped = bytearray(MODEL)
        flipped[position // 8] ^= 1 << position % 8
        harmless += refused(tmp_path / "m", flipped) is None
    assert harmless / len(positions) < 0.2  # dates, versions, attributes, and what local headers repeat


def test_random_damage_is_refused_or_harmless(tmp_path):
    """Bytes overwritten, taken out, put in, doubled and exchanged give the same model or one line."""
    dice = random.Random(20240105)  # noqa: S311 - reproducible, nothing secret
    for _ in range(30_000):
        content = bytearray(MODEL)
        for _ in range(dice.choice((1, 1, 2, 5))):
            first, second = sorted(dice.randrange(len(content) + 1) for _ in range(2))
            length = dice.choice((1, 2, 4, 16))
            match dice.randrange(5):
                case 0:
                    content[first : first + length] = dice.randbytes(length)
                case 1:
                    del content[first : first + length]
                case 2:
                    content[first:first] = dice.choice((b"\0", b"\xff", b"PK\x05\x06", dice.randbytes(length))) * length
                case 3:
                    content[second:second] = content[first : first + 100]
                case 4:
                    content[first : first + length] = content[second : second + length]
        refused(tmp_path / "m", content)


def forged(change=None, *, arrays=ARRAYS, members=None, compression=zipfile.ZIP_STORED, seal=True):
    """Return a file whose document was changed and sealed again, as somebody hostile would."""
    with zipfile.ZipFile(io.BytesIO(encode(arrays, DOCUMENT))) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    content = json.loads(parts["document.json"])
    if change:
        change(content)
    if seal:
        content.pop("digest", None)
        from hashlib import sha256

        state = sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())
        for name in sorted(name for name in parts if name.endswith(".npy")):
            state.update(parts[name][128:])
        content["digest"] = state.hexdigest()
    parts["document.json"] = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    parts |= members or {}
    return zipped([(name, raw) for name, raw in parts.items() if raw is not None], compression)


def zipped(parts, compression=zipfile.ZIP_STORED):
    """Return a zip like the program's, with the first member stored and the others as asked."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")  # duplicate names, which are wanted here
        for name, raw in parts:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, raw, zipfile.ZIP_STORED if name == "document.json" else compression)
    return stream.getvalue()


def set_in(*path, value):
    """Return a change of the document: the value at a path of keys."""

    def change(content):
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = value

    return change


def test_the_forger_can_forge(tmp_path):
    """An unchanged document sealed again is accepted, so that the refusals below have their own reasons."""
    assert refused(tmp_path / "m", forged()) is None


def npy(array, **options):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, **options)
    return stream.getvalue()


def swapped(raw, old, new):
    assert raw.count(old) == 1
    return raw.replace(old, new)


NAN = npy(np.array([[0.5, np.nan], [7, 0]], "f4"))
W_TWICE = [("document.json", zipfile.ZipFile(io.BytesIO(MODEL)).read("document.json"))] + [
    (name, zipfile.ZipFile(io.BytesIO(MODEL)).read(name)) for name in ("n.npy", "on.npy", "w.npy", "w.npy")
]
NEWER = max(VERSIONS) + 1
HOSTILE = {
    "another format": (forged(set_in("format", value="other")), "not a model file; `lstm-forecast train` writes one"),
    "newer": (
        forged(set_in("format_version", value=NEWER)),
        f"written by a newer lstm-forecast (model format {NEWER}, this one reads {NEWER - 1}): upgrade it",
    ),
    "newer and otherwise unknown": (
        forged(lambda content: content.update(format_version=NEWER, new=1) or content.pop("document"), members={"x": b""}),
        f"written by a newer lstm-forecast (model format {NEWER}, this one reads {NEWER - 1}): upgrade it",
    ),
    "version true": (forged(set_in("format_version", value=True)), "what this version writes"),
    "version 1.0": (forged(set_in("format_version", value=1.0)), "what this version writes"),
    "version 0": (forged(set_in("format_version", value=0)), "what this version writes"),
    "unknown key": (forged(set_in("extra", value=1)), "what this version writes"),
    "no document": (forged(lambda content: content.pop("document") and None), "what this version writes"),
    "document a list": (forged(set_in("document", value=[1])), "the document is not an object"),
    "wrong digest": (forged(set_in("digest", value="0" * 64), seal=False), "the digest does not match"),
    "changed number": (forged(set_in("document", "seed", value=4), seal=False), "the digest does not match"),
    "member missing": (forged(members={"w.npy": None}), "its members are not those that the document announces"),
    "member added": (forged(members={"x.npy": npy(np.zeros(1))}), "its members are not those"),
    "member twice": (zipped(W_TWICE), "its members are not those"),
    "compressed": (forged(compression=zipfile.ZIP_DEFLATED), "a member is compressed"),
    "object array": (forged(members={"w.npy": npy(np.array([{}]), allow_pickle=True)}), "does not have the announced size"),
    "another shape": (forged(set_in("arrays", "w", "shape", value=[4])), "does not have the announced header"),
    "negative shape": (forged(set_in("arrays", "w", "shape", value=[-2, -2])), "impossible shape"),
    "float shape": (forged(set_in("arrays", "w", "shape", value=[2.0, 2])), "impossible shape"),
    "true shape": (forged(set_in("arrays", "w", "shape", value=[True, 4])), "impossible shape"),
    "gigantic shape": (forged(set_in("arrays", "w", "shape", value=[10**13])), "impossible shape"),
    "large shape": (forged(set_in("arrays", "w", "shape", value=[10**8, 10**5])), "does not have the announced size"),
    "many dimensions": (forged(set_in("arrays", "w", "shape", value=[1] * 40)), "impossible shape"),
    "zero times all": (forged(set_in("arrays", "w", "shape", value=[0] + [2**30] * 7)), "the announced size"),
    "dtype object": (forged(set_in("arrays", "w", "dtype", value="|O")), "cannot be in a model file"),
    "dtype f2": (forged(set_in("arrays", "w", "dtype", value="<f2")), "cannot be in a model file"),
    "dtype a list": (forged(set_in("arrays", "w", "dtype", value=[["a", "<f4"]])), "cannot be in a model file"),
    "key in the layout": (forged(set_in("arrays", "w", "x", value=1)), "cannot be in a model file"),
    "name with dots": (forged(lambda c: c["arrays"].update({"../w": c["arrays"].pop("w")})), "cannot be in a model file"),
    "arrays a list": (forged(set_in("arrays", value=[])), "not a model file"),
    "NaN": (forged(members={"w.npy": NAN}), "values that are not finite"),
    "truth value 2": (forged(members={"on.npy": npy(np.array([True, False]))[:-1] + b"\x02"}), "neither 0 nor 1"),
    "header of 10^13": (
        forged(members={"w.npy": swapped(npy(ARRAYS["w"]), b"(2, 2), }" + b" " * 14, b"(10000000000000, 2), }\x20")}),
        "does not have the announced header",
    ),
    "nested": (forged(set_in("document", "x", value=json.loads("[" * 50 + "]" * 50))), "nested more than 32 deep"),
    "bytes before": (b"#!/bin/sh\n" + MODEL, "not a model file"),
    "bytes after": (MODEL + b"x", "damaged (its end is missing)"),
    "comment": (MODEL[:-2] + b"\x01\x00x", "damaged (its end is missing)"),
    "bytes between": (
        MODEL[: MODEL.index(b"PK\x01\x02")] + b"x" + MODEL[MODEL.index(b"PK\x01\x02") : -6]
        + struct.pack("<IH", MODEL.index(b"PK\x01\x02") + 1, 0),
        "there is more or less in it than its members",
    ),
    "CSV": (b"date,count\n2024-01-01,3\n", "not a model file; `lstm-forecast train` writes one"),
    "empty": (b"", "empty, not a model file"),
    "npz": (zipped([("a.npy", npy(np.zeros(2)))]), "not a model file"),
    **{
        f"pickle {protocol}": (pickle.dumps({"w": [1.5]}, protocol), "a pickle can run any code and is never loaded")
        for protocol in range(2, 6)
    },
    "pickle 0": (pickle.dumps({"w": [1.5]}, 0), "not a model file"),
    "PyTorch": (zipped([("archive/data.pkl", b"\x80\x02."), ("archive/data/0", b"")]), "a PyTorch file"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_with_their_reason(tmp_path, case):
    """Each thing that the program does not write is refused, in one line that says why."""
    content, reason = HOSTILE[case]
    line = refused(tmp_path / "m", content)
    assert line is not None
    assert reason in line


def test_files_that_are_not_there(tmp_path):
    """A missing file, a directory, a device and a pipe that nobody writes to are named as such, at once."""
    os.mkfifo(tmp_path / "pipe")
    for path, reason in (
        (tmp_path / "none", "no such model file; `lstm-forecast train` writes one"),
        (tmp_path, "a directory, not a model file"),
        (Path("/dev/null"), "a device or socket, not a model file; save the model to a file first"),
        (tmp_path / "pipe", "a pipe, not a model file; save the model to a file first"),
        (tmp_path / ("x" * 300), "File name too long"),
    ):
        with pytest.raises(ModelFileError) as caught:
            read_arrays(path)
        assert caught.value.lines(flag) == (f"{path}: {reason}",)
        assert caught.value.path == str(path)
        assert caught.value.exit_code == 4


WATCH = """
import sys
from pathlib import Path
seen = []
sys.addaudithook(lambda event, args: seen.append((event, str(args))))
from lstm_cli.errors import ModelFileError
from lstm_cli.storage.container import read_arrays
read_arrays(Path(sys.argv[1]))  # what a good model imports is no concern
verdicts = []
del seen[:]
for path in sys.argv[2:]:
    try:
        read_arrays(Path(path))
        verdicts.append("read")
    except ModelFileError:
        verdicts.append("refused")
code = ("pickle.", "marshal.", "exec", "import", "compile", "os.system", "subprocess.", "socket.", "ctypes.")
print(verdicts, [event for event in seen if event[0].startswith(code)])
"""


class Bomb:
    """An object whose unpickling would run a command."""

    def __reduce__(self):
        return (__import__("os").system, ("touch exploded",))


def test_nothing_is_ever_unpickled(tmp_path):
    """Pickles in every wrapping are refused, and Python's audit sees no unpickling, import or command."""
    bomb = np.array([Bomb()], dtype=object)
    np.savez(tmp_path / "object.npz", w=bomb)
    np.save(tmp_path / "object.npy", bomb)
    for protocol in range(6):
        (tmp_path / f"{protocol}.pkl").write_bytes(pickle.dumps(Bomb(), protocol))
    (tmp_path / "torch.pt").write_bytes(zipped([("archive/data.pkl", pickle.dumps(Bomb(), 2))]))
    (tmp_path / "joblib.model").write_bytes(pickle.dumps(Bomb(), 4) + npy(bomb))
    for name in ("w.npy", "n.npy"):
        (tmp_path / f"inside-{name}").write_bytes(forged(members={name: npy(bomb)}))
    (tmp_path / "announced").write_bytes(
        forged(set_in("arrays", "w", value={"dtype": "|O", "shape": [1]}), members={"w.npy": npy(bomb)})
    )
    files = sorted(tmp_path.iterdir())
    (tmp_path / "good").write_bytes(MODEL)
    run = subprocess.run(
        [sys.executable, "-c", WATCH, tmp_path / "good", *files, tmp_path / "good"],
        capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert run.stdout == f"{['refused'] * len(files) + ['read']} []\n"
    assert not (tmp_path / "exploded").exists()


BOUNDED = """
import resource, sys, time
from pathlib import Path
from lstm_cli.errors import ModelFileError
from lstm_cli.storage.container import read_arrays
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 150_000_000,) * 2)
for path in sys.argv[1:]:
    try:
        read_arrays(Path(path))
    except ModelFileError as error:
        print(str(error).removeprefix(path + ": "))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
def test_memory_stays_bounded(tmp_path):
    """Bombs are refused by their sizes within 150 MB, none by running out of memory, and in seconds."""
    zeros = b"\0" * 400_000_000
    deflated = forged(members={"w.npy": zeros}, compression=zipfile.ZIP_DEFLATED)
    del zeros
    assert len(deflated) < 500_000
    name = b"PK\x01\x02" + bytes(24) + struct.pack("<HHHHHII", 4, 0, 0, 0, 0, 0, 0) + b"name"
    start = MODEL[: MODEL.index(b"PK\x01\x02")]
    directory = name * 200_000
    bombs = {
        "zip bomb": (deflated, "a member is compressed or encrypted"),
        "huge header": HOSTILE["header of 10^13"],
        "huge shape": HOSTILE["large shape"],
        "long document": (forged(set_in("document", "x", value="y" * (33 << 20))), "compressed or too large"),
        "brackets": (zipped([("document.json", b'{"arrays":{' + b"[" * 10_000_000)]), "nested more than 32 deep"),
        "quotes": (zipped([("document.json", b'{"arrays":{' + b'"\\' * 5_000_000)]), "damaged"),
        "directory": (
            start + directory + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(start), 0),
            "its end",
        ),
    }
    for case, (content, _) in bombs.items():
        (tmp_path / case).write_bytes(content)
    (tmp_path / "sparse").write_bytes(MODEL)
    with (tmp_path / "sparse").open("r+b") as stream:
        stream.truncate(3 << 30)
    run = subprocess.run(
        [sys.executable, "-c", BOUNDED, *(tmp_path / case for case in bombs), tmp_path / "sparse"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    lines = run.stdout.splitlines()
    assert len(lines) == len(bombs) + 1
    for line, (case, (_, reason)) in zip(lines, bombs.items(), strict=False):
        assert reason in line, case
        assert "emory" not in line, case
    assert lines[-1] == "larger than a model file may be (2 GB)"
