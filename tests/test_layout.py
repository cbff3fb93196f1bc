"""Who may import whom, and who may speak: the rules that keep the command line thin."""

import ast
import re
import subprocess
import sys

import pytest

# From the bottom to the top; a part imports from its own row and the rows before it, never sideways.
LAYERS = (
    ("errors", "options", "progress", "remarks", "_arrays", "_installing", "_threads", "_version"),
    ("atomic", "parallel", "problems", "remedies", "_temporary"),
    ("panel", "lstm", "metrics", "storage"),
    ("readers", "features", "prior"),
    ("anchors", "tidying", "hubs"),
    ("ensemble", "pretraining"),
    ("evaluation", "diagnostics", "outcomes"),
    ("formats",),
    ("api",),
    ("cli",),
    ("__main__",),
)
LEVEL = {part: level for level, row in enumerate(LAYERS) for part in row}
NEVER_AT_MODULE_LEVEL = {"pandas", "rich"}  # slow to import: only inside the functions that use them
ONLY_IN_CLI = {"typer", "click"}


def part_of(name):
    """Return the first part of a module's name below the package: ``lstm_cli.panel.series`` gives ``data``."""
    return name.split(".")[1] if "." in name else ""


def speaks(module):
    """Say whether a module is a command: the command line, or what ``python -m`` runs as a program of its own."""
    return part_of(module.name) in {"cli", "__main__"} or module.name.endswith(".__main__")


def imported(tree):
    """Yield (node, name of the module) of every import in a tree, as deep as it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            yield from ((node, f"{module}.{alias.name}" if module == "lstm_cli" else module) for alias in node.names)


def at_import_time(tree):
    """Yield the nodes that run when a module is imported."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def allowed(importer, target):
    """Say whether one part of the package may import another."""
    return importer == target or LEVEL[importer] > LEVEL[target]


def test_every_part_of_the_package_has_its_place(modules):
    """A new folder or top-level module is put into the order on purpose."""
    assert {part_of(module.name) for module in modules} - {""} == set(LEVEL)


def test_imports_go_one_way(modules):
    """A part imports only from itself and from the parts below it, even inside functions."""
    wrong = [
        f"{module.at(node)}: {module.name} imports {name}"
        for module in modules
        for node, name in imported(module.tree)
        if name.startswith("lstm_cli.") and part_of(name) in LEVEL and module.name != "lstm_cli"
        if not allowed(part_of(module.name), part_of(name))
    ]
    assert wrong == []


def test_the_package_itself_loads_nothing():
    """``import lstm_cli`` is quick: it loads neither NumPy nor pandas, and a name when it is first used."""
    program = (
        "import sys, lstm_cli\n"
        "print(*({'numpy', 'pandas', 'rich', 'typer', 'matplotlib'} & set(sys.modules)))\n"
        "lstm_cli.DataError\n"
        "print('numpy' in sys.modules, sorted(lstm_cli.__all__) == dir(lstm_cli))\n"
        "for name in lstm_cli.__all__: getattr(lstm_cli, name)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\nFalse True\n"


def test_slow_libraries_wait_until_they_are_used(modules):
    """No module loads pandas or rich when it is imported, and none of the command line loads NumPy."""
    wrong = [
        f"{module.at(node)}: {name}"
        for module in modules
        for top in at_import_time(module.tree)
        if isinstance(top, ast.Import | ast.ImportFrom)
        for node, name in imported(ast.Module([top], []))
        if name.split(".")[0]
        in NEVER_AT_MODULE_LEVEL
        | (
            {"numpy"}
            if part_of(module.name) in {"cli", "__main__", "errors", "atomic", "options", "progress", "remarks"}
            else set()
        )
    ]
    assert wrong == []


def test_only_the_command_line_knows_typer(modules):
    """Everything below ``cli`` can be used without a command line."""
    wrong = [
        f"{module.at(node)}: {name}"
        for module in modules
        for node, name in imported(module.tree)
        if name.split(".")[0] in ONLY_IN_CLI and part_of(module.name) not in {"cli", "__main__"}
    ]
    assert wrong == []


def test_mathematics_is_numpy_alone(modules):
    """``lstm_cli.lstm`` imports NumPy, the standard library's types and itself."""
    wrong = [
        f"{module.at(node)}: {name}"
        for module in modules
        if part_of(module.name) == "lstm"
        for node, name in imported(module.tree)
        if name.split(".")[0] in {"pandas", "scipy", "rich", "typer", "os", "sys", "io", "pathlib"}
    ]
    assert wrong == []


OUTSIDE_WORLD = {("sys", "argv"), ("sys", "stdin"), ("sys", "stdout"), ("sys", "stderr"), ("sys", "exit")} | {
    ("os", "environ"),
    ("os", "getenv"),
}


def test_below_the_command_line_nothing_speaks_or_exits(modules):
    """Modules below ``cli`` return values and raise: no print, no input, no exit, no look at arguments or environment."""
    wrong = []
    for module in modules:
        if speaks(module) or part_of(module.name) == "_threads":  # the last puts the environment back
            continue
        for node in ast.walk(module.tree):
            calls = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
            looks = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr)
            if calls in {"print", "input", "exit", "quit"} or looks in OUTSIDE_WORLD:
                wrong.append(f"{module.at(node)}: {ast.unparse(node)[:60]}")
    assert wrong == []


OPTION = re.compile(r"(?<![\w*-])--[a-z]")  # at the start of a word


def texts(tree):
    """Yield (node, text) of every string, docstrings too, and of the constant parts of every f-string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value


def test_below_the_command_line_nothing_names_an_option(modules):
    """Errors and pages name settings, which each front end writes its own way: `Hint("name it with {}", Setting("time"))`."""
    wrong = [
        f"{module.at(node)}: {text[:60]!r}"
        for module in modules
        if not speaks(module) and part_of(module.name) != "_installing"  # whose option is that of pip
        for node, text in texts(module.tree)
        if OPTION.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "names_one"),
    [
        ('raise UsageError("--time takes a column")', True),
        ('raise UsageError(f"{path}: add --time {name}")', True),
        ('def f():\n    """As `--time` says."""', True),
        ('raise UsageError("leave it out (--time)")', True),
        ('Hint("name it with {}", Setting("time"))', False),
        ('BARS = "=o*--xo"', False),
    ],
)
def test_an_option_is_recognised(source, names_one):
    """The rule sees options in plain strings, f-strings and docstrings, and no other dashes."""
    assert any(OPTION.search(text) for _, text in texts(ast.parse(source))) is names_one


@pytest.mark.parametrize(
    ("importer", "target", "fine"),
    [("panel", "cli", False), ("lstm", "panel", False), ("ensemble", "lstm", True), ("errors", "errors", True)],
)
def test_the_order_means_what_it_says(importer, target, fine):
    """The rule refuses upward and sideways imports and allows downward ones."""
    assert allowed(importer, target) is fine
