"""``lstm-forecast step`` as a class sees it."""

import json
import math
import re

import numpy as np
import pytest

from lstm_cli.api.weights import NAMES, PEEPHOLES, needed

pytestmark = pytest.mark.filterwarnings("error")


def weights(inputs=1, hidden=2, **changes):
    """Return a complete set of weights, some of it replaced."""
    matrix = [[0.5] * (inputs + hidden)] * hidden
    values = {name: matrix if name.startswith("W_") else [0.25] * hidden for name in NAMES}
    return values | {"W": [[1.0] * hidden]} | changes


def test_the_worked_example_comes_out_of_the_box(cli):
    """Without options the sums are 22, 43, 64 and the input gate is open."""
    result = cli("step").ended()
    assert "W_i·[x_t, h_{t−1}] + b_i = [22, 43, 64]" in result.text
    assert "i_t = σ([22, 43, 64]) ≈ [1, 1, 1]" in result.text
    assert "row 2: 2·1 + 2·2 + 2·3 + 2·4 + 2·5 + 2·6 + 1 = 43" in result.text
    assert result.err == ""


def test_json_has_every_vector_by_name(cli):
    """The JSON vectors agree with the equations worked by hand for one unit."""
    result = cli("step", "--x", "2", "--h", "-1", "--c", "0.5", "--format", "json").ended()
    document = json.loads(result.out)
    vectors = document["data"]["vectors"]
    sum_ = 1 * 2 + 1 * -1 + 1
    gate, candidate = 1 / (1 + math.exp(-sum_)), math.tanh(sum_)
    state = gate * 0.5 + gate * candidate
    hidden = gate * math.tanh(state)
    expected = {
        "W_i·[x_t, h_{t−1}] + b_i": sum_,
        "i_t": gate,
        "C̃_t": candidate,
        "f_t": gate,
        "f_t ∘ C_{t−1}": gate * 0.5,
        "i_t ∘ C̃_t": gate * candidate,
        "C_t": state,
        "o_t": gate,
        "tanh(C_t)": math.tanh(state),
        "h_t": hidden,
        "W·h_t": hidden,
        "y_t": 1 / (1 + math.exp(-hidden)),
    }
    assert {name: vectors[name] for name in expected} == {
        name: pytest.approx([value], rel=1e-14) for name, value in expected.items()
    }
    assert (document["command"], document["status"], document["errors"]) == ("step", "ok", [])


def test_weights_come_from_a_file_in_the_order_x_then_h(cli, tmp_path):
    """A weight on the first column meets x, one on the last column meets h."""
    file = tmp_path / "w.json"
    file.write_text(json.dumps(weights(W_i=[[10, 0, 0], [0, 0, 1]], b_i=[0, 0])))
    result = cli("step", "--x", "3", "--h", "5,7", "--weights", "w.json", "--format", "json").ended()
    assert json.loads(result.out)["data"]["vectors"]["W_i·[x_t, h_{t−1}] + b_i"] == [30.0, 7.0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W_i": [[1, 2], [3, 4]]}, "w.json: W_i: row 1: expected 3 numbers, got 2"),
        ({"W_f": [[1, 2, 3]]}, "w.json: W_f: expected 2 rows (one per hidden unit), got 1"),
        ({"b_o": [1, float("nan")]}, "w.json: b_o: entry 2: expected a finite number, got NaN"),
        ({"b_o": [1, True]}, "w.json: b_o: entry 2: expected a finite number, got true"),
        ({"b_o": [1, 10**400]}, "w.json: b_o: entry 2: expected a finite number, got 1000000000000000000000"),
        ({"b_o": "1,2"}, 'w.json: b_o: expected a list of 2 numbers, got "1,2"'),
        ({"W": [1, 1]}, "w.json: W: expected one row or more of 2 numbers, [[…], …], got [1, 1]"),
        ({"W_I": [[0]]}, "w.json: unknown name 'W_I'; did you mean 'W_i'?"),
    ],
)
def test_wrong_weights_are_refused_in_one_located_line(cli, tmp_path, change, message):
    """The line names the file, the matrix, the row or entry, what was wanted and what was found; exit 3."""
    (tmp_path / "w.json").write_text(json.dumps(weights(**change)))
    result = cli("step", "--x", "3", "--h", "5,7", "--weights", "w.json").ended(3)
    assert result.err.startswith(f"lstm-forecast: error: {message}")
    assert result.err.count("\n") == 1
    assert result.out == b""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"W_i": [1,,2]}', "w.json:1: not valid JSON (Expecting value, character 12 of the line)"),
        (b'{\n"W_i": 1, "W_i": 2}', "w.json: 'W_i' appears twice"),
        (b"[1]", "w.json: expected an object with W_i, b_i,"),
        (b"\xff", "w.json: not UTF-8 text (byte 1)"),
        (b"{}", "w.json: W_i is missing"),
        (b"[" * 100_000, "w.json: not a weights file: nested too deeply"),
        (b"", "w.json:1: not valid JSON"),
    ],
)
def test_other_files_are_no_weights(cli, tmp_path, content, message):
    """Whatever the bytes are, one line says why they are no weights; exit 3."""
    (tmp_path / "w.json").write_bytes(content)
    result = cli("step", "--weights", "w.json").ended(3)
    assert result.err.startswith(f"lstm-forecast: error: {message}")
    assert result.err.count("\n") == 1
    (error,) = json.loads(cli("step", "--weights", "w.json", "--format", "json").ended(3).out)["errors"]
    assert (error["path"], error["message"]) == ("w.json", result.err.removeprefix("lstm-forecast: error: ").rstrip())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--x", "1,,2"], "--x: number 2: expected a number, as in 1,2,3, got ''"),
        (["--h", "nan"], "--h: number 1: expected a number, as in 1,2,3, got 'nan'"),
        (["--h", "1e999"], "--h: number 1: expected a number, as in 1,2,3, got '1e999'"),
        (["--x", "１"], "--x: number 1: expected a number, as in 1,2,3, got '１'"),
        (["--c", "1"], "--c: expected 3 numbers, as --h has, got 1"),
        (["--x", ",".join(["1"] * 101)], "--x has 101 numbers, expected at most 100"),
        (["--x", "1e308,1e308"], "W_i·[x_t, h_{t−1}] + b_i is too large to compute with these numbers"),
    ],
)
def test_numbers_that_are_none_are_usage_errors(cli, arguments, message):
    """A wrong vector is named with its place; exit 2, and as JSON where JSON was asked."""
    result = cli("step", *arguments, "--format", "json").ended(2)
    assert result.err == f"lstm-forecast: error: {message}\n"
    (error,) = json.loads(result.out)["errors"]
    assert (error["code"], error["message"]) == ("usage", message)


def test_an_ascii_terminal_gets_ascii(cli):
    """Where the encoding has no σ, words stand for it and nothing fails."""
    result = cli("step", env={"PYTHONIOENCODING": "ascii"}).ended()
    assert "i_t = sigma([22, 43, 64]) ~ [1, 1, 1]" in result.out.decode("ascii")
    assert b"?" not in result.out


CELLS = ("lstm", "cec", "peephole", "coupled")


def every_weight(inputs, hidden):
    """Return weights for all cells at once, none like another."""
    rng = np.random.default_rng(5)
    values = {name: rng.normal(size=hidden).tolist() for name in (*NAMES, *PEEPHOLES)}
    matrices = {name: rng.normal(size=(hidden, inputs + hidden)).tolist() for name in NAMES if name.startswith("W_")}
    return values | matrices | {"W": rng.normal(size=(1, hidden)).tolist()}


def sigma(x):
    """σ in scalars."""
    return 1 / (1 + math.exp(-x))


def by_hand(cell, given, vectors, uniforms):
    """Take a step from the equations, one unit at a time; uniforms, if any, are those of i, f, o by unit."""
    x, h, c = vectors
    joined, vectors_by_name = [*x, *h], {"i_t": [], "f_t": [], "o_t": [], "C_t": [], "h_t": []}

    def gate(name, unit, seen):
        total = given[f"b_{name}"][unit] + sum(w * v for w, v in zip(given[f"W_{name}"][unit], joined, strict=True))
        total += given[f"p_{name}"][unit] * seen if cell == "peephole" else 0
        vectors_by_name.setdefault(f"P({name}_t = 1)", []).append(sigma(total))
        return sigma(total) if uniforms is None else float(uniforms["ifo".index(name)][unit] < sigma(total))

    for unit, before in enumerate(c):
        f = 1.0 if cell == "cec" else gate("f", unit, before)
        i = 1 - f if cell == "coupled" else gate("i", unit, before)
        row = given["W_C"][unit]
        candidate = math.tanh(given["b_C"][unit] + sum(w * v for w, v in zip(row, joined, strict=True)))
        state = f * before + i * candidate
        o = gate("o", unit, state)
        for name, value in zip(
            ("i_t", "f_t", "o_t", "C_t", "h_t"), (i, f, o, state, o * math.tanh(state)), strict=True
        ):
            vectors_by_name[name].append(value)
    vectors_by_name["y_t"] = [sigma(sum(w * v for w, v in zip(given["W"][0], vectors_by_name["h_t"], strict=True)))]
    return vectors_by_name


@pytest.mark.parametrize("gates", ["expected", "stochastic"])
@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_is_its_equations(cli, tmp_path, conforms, cell, gates):
    """Gates, probabilities, draws, states and output of each cell are those of scalar arithmetic, in JSON and words."""
    given = every_weight(2, 3)
    (tmp_path / "w.json").write_text(json.dumps(given))
    command = ["step", "--x", "0.5,-1", "--h", "0.1,-0.6,0.4", "--c", "2,-1,0.5", "--weights", "w.json"]
    command += ["--cell", cell, "--gates", gates, *(["--seed", "4"] if gates == "stochastic" else [])]
    document = json.loads(cli(*command, "--format", "json").ended().out)
    conforms(document)
    data, vectors = document["data"], document["data"]["vectors"]
    assert set(data["weights"]) == set(needed(cell))
    uniforms = np.random.default_rng(4).random((3, 3)).tolist() if gates == "stochastic" else None
    assert (data["cell"], data["gates"], data["seed"]) == (cell, gates, 4 if uniforms else None)
    expected = by_hand(cell, given, ([0.5, -1], [0.1, -0.6, 0.4], [2, -1, 0.5]), uniforms)
    shown = {name: value for name, value in expected.items() if uniforms or not name.startswith("P")}
    assert {name: vectors[name] for name in shown} == {n: pytest.approx(v, rel=1e-12) for n, v in shown.items()}
    assert [name for name in vectors if name.startswith("P") and name not in expected] == []
    text = cli(*command).ended().text
    for name in ("h_t", "y_t"):
        assert f"≈ [{', '.join(f'{v + 0.0:.6g}'.replace('-', '−') for v in expected[name])}]" in text
    if uniforms:
        check_draws(text, expected, uniforms)


def check_draws(text, expected, uniforms):
    """Assert that every line of a sampled gate shows the right u, the right value and what follows from them."""
    samples = re.findall(r"unit (\d): u ≈ (\S+) (<|≥) (\S+): (on|off)$", text, flags=re.MULTILINE)
    own = re.findall(r"P\((.)_t = 1\) = ", text)
    assert len(samples) == 3 * len(own) == 3 * sum(name.startswith("P") for name in expected)
    for place, (unit, u, sign, value, fell) in enumerate(samples):
        gate, k = own[place // 3], place % 3
        u_drawn, chance = uniforms["ifo".index(gate)][k], expected[f"P({gate}_t = 1)"][k]
        assert (unit, u, value) == (str(k + 1), f"{u_drawn:.6g}", f"{chance:.6g}")
        assert (sign, fell) == (("<", "on") if u_drawn < chance else ("≥", "off"))


def test_a_seed_repeats_the_draws(cli):
    """The same seed draws the same, another one differently; with expected gates none is drawn, so a typed one is refused."""
    small = ["step", "--x", "0.5,-1", "--h", "0,0,0", "--c", "1,1,1"]
    first, again, other = (cli(*small, "--gates", "stochastic", "--seed", seed).ended().out for seed in ("1", "1", "2"))
    assert first == again != other
    refused = cli(*small, "--seed", "0").ended(2)
    assert refused.err == "lstm-forecast: error: --seed is for sampled gates: add --gates stochastic\n"
    assert cli(*small, env={"LSTM_FORECAST_SEED": "1"}).ended().out == cli(*small).ended().out


@pytest.mark.parametrize(("cell", "missing"), [("cec", ["W_f", "b_f"]), ("coupled", ["W_i", "b_i"]), ("lstm", ["p_o"])])
def test_weights_that_a_cell_lacks_may_be_left_out(cli, tmp_path, cell, missing):
    """A file needs only what its cell has; what is there for another cell changes nothing."""
    given = every_weight(1, 2)
    (tmp_path / "all.json").write_text(json.dumps(given))
    (tmp_path / "some.json").write_text(json.dumps({name: given[name] for name in given if name not in missing}))
    whole, part = (
        cli("step", "--x", "3", "--h", "5,7", "--cell", cell, "--weights", file).ended().out
        for file in ("all.json", "some.json")
    )
    assert whole == part


def test_peepholes_must_be_there_and_fit(cli, tmp_path):
    """A peephole cell without p, or with p of another length, is refused in one line that says where; exit 3."""
    for change, message in [
        ({}, "w.json: p_i is missing; this cell has W_i,"),
        ({"p_i": [1, 1], "p_f": [1], "p_o": [1, 1]}, "w.json: p_f: expected 2 numbers, got 1"),
    ]:
        (tmp_path / "w.json").write_text(json.dumps(weights(**change)))
        result = cli("step", "--x", "3", "--h", "5,7", "--weights", "w.json", "--cell", "peephole").ended(3)
        assert result.err.startswith(f"lstm-forecast: error: {message}")
