"""House rules that no linter checks: short modules and functions, and tests that cannot pass by accident."""

import ast
import doctest
import importlib
import statistics

import pytest

MODULE_LINES = 250
FUNCTION_LINES = 45
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
# Calls that only answer: as a statement of their own they check nothing.
ANSWERS = {"isclose", "allclose", "array_equal", "array_equiv", "equals", "isdisjoint", "issubset", "exists", "is_file"}


def body_lines(function):
    """Count the lines of a function below its signature and docstring."""
    first = function.body[1 if ast.get_docstring(function) and len(function.body) > 1 else 0]
    return function.end_lineno - first.lineno + 1


def functions(modules):
    """Yield (where it stands and its name, function) of all functions in the modules."""
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, FUNCTIONS):
                yield f"{module.at(node)} {node.name}", node


def unasserted(source):
    """Return the lines of statements that compute whether something holds and throw the answer away."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Expr):
            continue
        value = node.value
        called = value.func if isinstance(value, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", None))
        if name in ANSWERS or isinstance(value, ast.Compare | ast.BoolOp):
            yield node.lineno


def test_modules_are_short(modules):
    """A module can be read in one sitting."""
    assert [module.name for module in modules if module.source.count("\n") > MODULE_LINES] == []


def test_functions_are_short(modules):
    """No function is longer than a screen; most fit in ten lines, nine of ten in thirty."""
    sizes = {where: body_lines(node) for where, node in functions(modules)}
    assert {where: size for where, size in sizes.items() if size > FUNCTION_LINES} == {}
    assert statistics.median(sizes.values()) <= 10
    assert statistics.quantiles(sizes.values(), n=10)[-1] <= 30


def test_every_module_says_what_it_is(modules):
    """Each module opens with a docstring."""
    assert [module.name for module in modules if not ast.get_docstring(module.tree)] == []


def test_examples_of_docstrings_hold(modules):
    """What a docstring shows is what the code returns."""
    shown = [module.name for module in modules if ">>>" in module.source]
    results = {name: doctest.testmod(importlib.import_module(name)) for name in shown}
    assert sum(result.attempted for result in results.values()) > len(shown)
    assert [name for name, result in results.items() if result.failed] == []


def test_comments_are_few(modules):
    """At most one line in ten is a comment, over the package: code says what, comments say why."""
    lines = [line.strip() for module in modules for line in module.source.splitlines() if line.strip()]
    assert sum(line.startswith("#") for line in lines) <= 0.1 * len(lines)


def test_every_test_states_its_promise(root):
    """Each test function has a docstring."""
    silent = [
        f"{path.relative_to(root)}:{node.lineno} {node.name}"
        for path in sorted((root / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, FUNCTIONS) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_test_throws_its_answer_away(root):
    """A comparison in a test is asserted: a bare ``np.isclose(a, b)`` would check nothing."""
    bare = [
        f"{path.relative_to(root)}:{line}"
        for path in sorted((root / "tests").rglob("*.py"))
        for line in unasserted(path.read_text(encoding="utf-8"))
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("np.isclose(a, b)", [1]),
        ("x = 1\nallclose(a, b).all()\nnp.allclose(a, b)", [3]),
        ("a == b", [1]),
        ("assert np.isclose(a, b)", []),
        ("np.testing.assert_allclose(a, b)", []),
    ],
)
def test_thrown_away_answers_are_seen(source, lines):
    """The rule above finds what it should and nothing else."""
    assert list(unasserted(source)) == lines
