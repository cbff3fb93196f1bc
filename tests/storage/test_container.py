"""Whatever is saved comes back bit for bit as the same bytes, and only models are ever replaced."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tracemalloc
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lstm_cli.errors import ModelFileError
from lstm_cli.storage import container, reader
from lstm_cli.storage.container import content_digest, encode, is_model_file, may_replace, read_arrays
from lstm_cli.storage.format import VERSION
from lstm_cli.storage.pieces import Pieces

ARRAYS = {
    "member/0/W": np.array([[0.5, -1.25, 3e-8], [7.0, -0.0, 1e30]], dtype=np.float32),
    "scale": np.array([1 / 3, 1e-300]),
    "counts": np.array([0, 1, 2**63 - 1]),
    "observed": np.array([True, False, True]),
}
DOCUMENT = {
    "seed": 3,
    "names": ["01", "Zürich", 'a"\\{['],
    "score": 0.1 + 0.2,
    "nothing": None,
    "settings": {"b": [], "a": {}},
}


def saved(tmp_path, arrays, document):
    path = tmp_path / "forecast.lstm"
    path.write_bytes(encode(arrays, document))
    return path


def assert_same(restored, expected):
    assert restored.keys() == expected.keys()
    for name, array in expected.items():
        assert restored[name].dtype == array.dtype
        assert restored[name].shape == array.shape
        assert restored[name].tobytes() == array.tobytes()  # in C order, so that -0.0 counts


def test_round_trip(tmp_path):
    """Arrays and document come back as they were, bit for bit, and saving them again gives the same bytes."""
    path = saved(tmp_path, ARRAYS, DOCUMENT)
    arrays, document = read_arrays(path)
    assert_same(arrays, ARRAYS)
    assert document == DOCUMENT
    assert encode(arrays, document) == path.read_bytes()


ELEMENTS = {
    "<f4": {"allow_nan": False, "allow_infinity": False},
    "<f8": {"allow_nan": False, "allow_infinity": False},
    "<i8": {},
    "|b1": {},
}
VIEWS = [lambda a: a, lambda a: a.T, lambda a: a[::-1] if a.ndim else a, lambda a: a[..., ::2] if a.ndim else a]


@st.composite
def any_array(draw):
    dtype = draw(st.sampled_from(sorted(ELEMENTS)))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5))
    array = draw(hnp.arrays(dtype, shape, elements=ELEMENTS[dtype]))
    return draw(st.sampled_from(VIEWS))(array)


names = st.from_regex(r"[A-Za-z0-9_]{1,3}(/[a-z]{1,2}\.[0-9])?", fullmatch=True)
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9)
)
documents = st.dictionaries(
    st.text(max_size=4),
    st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(arrays=st.dictionaries(names, any_array(), max_size=4), document=documents)
def test_round_trip_of_anything(tmp_path_factory, arrays, document):
    """Any shape (of size 0 and 1 too), layout (transposed, reversed, strided) and JSON survives; save(load(f)) == f."""
    path = saved(tmp_path_factory.getbasetemp(), arrays, document)
    restored, restored_document = read_arrays(path)
    assert_same(restored, arrays)
    assert restored_document == document
    assert encode(restored, restored_document) == path.read_bytes()
    assert content_digest(restored, restored_document) == content_digest(arrays, document)


@pytest.mark.parametrize("stored", ["<f8", ">f8"])
def test_numpy_can_open_it(tmp_path, stored):
    """The arrays of a model file are what numpy.load finds in it, from either byte order."""
    given = np.arange(6, dtype=stored).reshape(2, 3).T
    path = saved(tmp_path, {"a/b": given, "c": np.array(7)}, {"k": 1})
    with np.load(path, allow_pickle=False) as archive:
        assert np.array_equal(archive["a/b"], given)
        assert archive["c"] == 7
        assert sorted(archive.files) == ["a/b", "c", "document.json"]
    assert np.array_equal(read_arrays(path)[0]["a/b"], given)


def test_same_bytes_whatever_the_order(tmp_path):
    """Equal content is equal bytes, whatever order names and keys come in and whenever it is saved."""
    turned = encode(dict(reversed(ARRAYS.items())), dict(reversed(DOCUMENT.items())))
    assert turned == encode(ARRAYS, DOCUMENT)
    assert turned == encode(*read_arrays(saved(tmp_path, ARRAYS, DOCUMENT)))


def test_same_bytes_in_another_process():
    """Neither the hash seed nor the time zone nor the umask gets into the bytes."""
    code = (
        "import sys, numpy as np; from lstm_cli.storage.container import encode;"
        "sys.stdout.buffer.write(encode({'a': np.arange(4.0), 'b': np.arange(3)}, {'z': 1, 'a': [2.5, None], 'm': {}}))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima"))
    }
    assert len(outputs) == 1


def test_every_part_counts_in_the_digest():
    """Another name, dtype, shape, value, place of a value or document gives another digest."""
    base = np.array([1.0, 2.0])
    variants = [
        ({"a": base}, {"k": 1}),
        ({"b": base}, {"k": 1}),
        ({"a": base.astype("f4")}, {"k": 1}),
        ({"a": base.reshape(1, 2)}, {"k": 1}),
        ({"a": base[::-1]}, {"k": 1}),
        ({"a": base.view("i8")}, {"k": 1}),
        ({"a": base, "b": base}, {"k": 1}),
        ({"a": base[:1], "b": base[1:]}, {"k": 1}),
        ({"a": base}, {"k": 2}),
        ({"a": base}, {"k": "1"}),
        ({"a": base}, {"j": 1}),
        ({"a": base}, {}),
    ]
    assert len({content_digest(*variant) for variant in variants}) == len(variants)
    assert all(len(content_digest(*variant)) == 64 for variant in variants)


def test_the_document_says_what_is_there(tmp_path):
    """The first member is readable JSON with the format, its version, and dtype and shape of every array."""
    with np.load(saved(tmp_path, ARRAYS, DOCUMENT)) as archive:
        content = json.loads(archive["document.json"])
    assert content["format"] == "lstm-forecast model"
    assert content["format_version"] == VERSION
    assert content["arrays"]["member/0/W"] == {"dtype": "<f4", "shape": [2, 3]}
    signed = {key: value for key, value in content.items() if key != "digest"}
    state = hashlib.sha256(json.dumps(signed, sort_keys=True, separators=(",", ":")).encode())
    for name in sorted(ARRAYS):
        state.update(np.ascontiguousarray(ARRAYS[name]).tobytes())
    assert content["digest"] == state.hexdigest()
    assert content["document"] == DOCUMENT


@pytest.mark.parametrize(
    ("arrays", "document", "error", "text"),
    [
        ({"a": np.array([1, np.nan])}, {}, ValueError, "not all values are finite"),
        ({"a": np.array([1, np.inf], "f4")}, {}, ValueError, "not all values are finite"),
        ({"a": np.array([1], "u4")}, {}, TypeError, "dtype uint32"),
        ({"a": np.array(["x"])}, {}, TypeError, "dtype <U1"),
        ({"a": np.array([object()])}, {}, TypeError, "dtype object"),
        ({"a": np.zeros((1,) * 9)}, {}, ValueError, "more than 8 dimensions"),
        *(
            ({name: np.zeros(1)}, {}, ValueError, "array name")
            for name in ("", "/a", "a/", "a//b", "../a", ".a", "a b", "é")
        ),
        ({}, {"a": float("nan")}, ValueError, "JSON"),
        ({}, {"a": np.int64(3)}, TypeError, "JSON"),
        ({}, {"a": json.loads("[" * 40 + "]" * 40)}, ValueError, "nested more than 32 deep"),
        ({}, {"a": "x" * (33 << 20)}, ModelFileError, "larger than a model file may be"),
    ],
)
def test_what_cannot_be_saved_is_refused_on_saving(arrays, document, error, text):
    """Nothing is written that the reader would refuse."""
    with pytest.raises(error, match=text):
        encode(arrays, document)


def test_too_many_numbers_are_refused(monkeypatch):
    """A model larger than the reader takes is refused when it is written."""
    monkeypatch.setattr("lstm_cli.storage.format.MAX_BYTES", 1000)
    encode({"a": np.zeros(90)}, {})
    with pytest.raises(ModelFileError, match="larger"):
        encode({"a": np.zeros(120)}, {})


def test_the_bytes_are_those_of_zipfile(tmp_path):
    """The archive that is written part by part is the one that the standard library writes of the same members."""
    content = encode(ARRAYS | {"none": np.zeros((0, 3)), "one": np.array(5)}, DOCUMENT)
    (tmp_path / "here").write_bytes(content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "here") as written, zipfile.ZipFile(buffer, "w") as reference:
        assert written.testzip() is None
        for entry in written.infolist():
            same = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            same.create_system, same.external_attr = 3, 0o644 << 16
            reference.writestr(same, written.read(entry))
    assert content == buffer.getvalue()


def test_an_array_in_pieces_is_written_as_the_whole(monkeypatch):
    """Blocks that lie end to end, whatever their sizes, give the same file and the same digest as one array."""
    whole = np.arange(1_000.0)
    cuts = [0, 1, 1, 400, 1_000]
    blocks = [whole[start:stop] for start, stop in pairwise(cuts)]
    monkeypatch.setattr(container, "AT_ONCE", 64)
    pieces = {"a": Pieces(np.dtype("f8"), (1_000,), lambda: iter(blocks)), "b": np.arange(3)}
    arrays = {"a": whole, "b": np.arange(3)}
    assert encode(pieces, {}) == encode(arrays, {})
    assert content_digest(pieces, {}) == content_digest(arrays, {})
    with pytest.raises(ValueError, match="not all values are finite"):
        encode({"a": Pieces(np.dtype("f8"), (2,), lambda: iter([np.array([1.0]), np.array([np.nan])]))}, {})


def test_only_a_model_or_nothing_may_be_replaced(tmp_path):
    """A model, an empty file, no file, a pipe and a device may be written to; any other file and a directory not."""
    model = saved(tmp_path, ARRAYS, DOCUMENT)
    torn, data, empty, other, link = (tmp_path / name for name in ("torn", "data.csv", "empty", "other.npz", "link"))
    torn.write_bytes(model.read_bytes()[:-50])
    data.write_text("date,count\n2024-01-01,3\n")
    empty.touch()
    np.savez(other, a=np.zeros(3))
    link.symlink_to(data)
    os.mkfifo(tmp_path / "pipe")
    verdicts = {path.name: (is_model_file(path), may_replace(path)) for path in (model, torn, data, empty, other, link)}
    assert verdicts == {
        "forecast.lstm": (True, True),
        "torn": (True, True),
        "data.csv": (False, False),
        "empty": (False, True),
        "other.npz": (False, False),
        "link": (False, False),
    }
    assert (is_model_file(tmp_path), may_replace(tmp_path)) == (False, False)
    assert (is_model_file(tmp_path / "none"), may_replace(tmp_path / "none")) == (False, True)
    assert (is_model_file(tmp_path / "pipe"), may_replace(tmp_path / "pipe")) == (False, True)
    assert may_replace(Path(os.devnull))


@pytest.mark.parametrize("in_memory", [0, 1 << 24])
def test_arrays_are_read_only(tmp_path, monkeypatch, in_memory):
    """What was read cannot be changed by accident."""
    monkeypatch.setattr(reader, "IN_MEMORY", in_memory)
    arrays, _ = read_arrays(saved(tmp_path, ARRAYS, DOCUMENT))
    with pytest.raises(ValueError, match="read-only"):
        arrays["scale"][0] = 1


def test_a_large_array_is_not_in_memory(tmp_path):
    """It is held in a file: reading 80 MB allocates less than a tenth of that, and the values are those that were saved."""
    whole = np.arange(1e7)
    path = saved(tmp_path, {"large": whole}, {})
    tracemalloc.start()
    try:
        arrays, _ = read_arrays(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    path.write_bytes(b"")  # which does no harm
    assert peak < whole.nbytes / 10
    assert np.array_equal(arrays["large"], whole)


def test_reading_is_light():
    """Reading a model needs no pandas, scipy or rich."""
    code = "import sys, lstm_cli.storage.container; print(sorted({'pandas', 'rich', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def test_header_is_what_numpy_writes():
    """The npy header of a matrix is the one of numpy.save."""
    stream = io.BytesIO()
    np.save(stream, np.zeros((3, 4), "f4"))
    assert stream.getvalue() in encode({"a": np.zeros((3, 4), "f4")}, {})
