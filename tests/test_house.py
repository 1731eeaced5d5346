"""The rules of the house: imports go down, heavy libraries come late, public names are explained, docs are true."""

import ast
import functools
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STAIRCASE = ("core", "data", "train", "dashboard")  # each imports those before it
BESIDE = {"recipe": {"core", "data", "train"}, "benchmarks": {"core", "data", "train", "recipe", "dashboard"}}
MAY_IMPORT = {room: set(STAIRCASE[:i]) for i, room in enumerate(STAIRCASE)} | BESIDE
ROOMS = {*MAY_IMPORT, "genrelens"}  # the library's name once it is installed: here it would be there twice
FOR_DASHBOARD = re.compile(r"train(\.(runs|config|search|compare|estimate|adapt|review|promotion|posters)\b.*)?$")
KERAS = {"tensorflow", "keras"}
MAY_BEGIN_WITH_KERAS = {
    "core/model/network/layers.py",
    "core/explanations/methods/integrated_gradients.py",
    "train/fit/callback.py",
    "train/examples/batches.py",
}
OF_KERAS = {"call", "build", "compute_output_shape", "compute_output_spec", "get_config"}
FILES = [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py")) if "open_plots" not in path.parts]

# Inside the dashboard: a layer imports those below it, and no page imports another.
LAYERS = (
    {"dashboard.phrasing"},
    {"dashboard.charts"},
    {"dashboard.state"},
    {"dashboard.components.shared"},
    {"dashboard.components.explanation", "dashboard.components.training"},
    {"dashboard.components.map"},
    {
        "dashboard.components.frame",
        "dashboard.components.predict",
        "dashboard.components.lesson",
        "dashboard.components.explore",
        "dashboard.components.metrics",
        "dashboard.components.batch",
        "dashboard.components.review",
        "dashboard.components.about",
    },
    {"dashboard.views"},
    {"dashboard.Home"},
)


def name(path):
    return path.relative_to(ROOT).as_posix()


def statements(tree):
    """Every statement of a module, however deep; imports, functions and classes are never within an expression."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr))


def imports(tree, package=""):
    """Every module that is imported, with the node; ``from a import b`` counts as a and a.b.

    ``package``: the one that relative imports start from.
    """
    for node in statements(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield module, node
            for alias in node.names:
                yield f"{module}.{alias.name}", node


def package_of(path):
    return ".".join(path.relative_to(ROOT).parent.parts)


def runs_on_import(tree):
    """Statements that run when the module is imported: not those in functions, nor those for type checkers."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


@functools.cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def imported(path):
    """The modules that a file imports, each with the node."""
    return list(imports(parsed(path), package_of(path)))


def of(room):
    return [path for path in FILES if name(path).startswith(f"{room}/")]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_down(room):
    breaches = []
    for path in of(room):
        for module, node in imported(path):
            top, where = module.split(".")[0], f"{name(path)}:{node.lineno}"
            relative = isinstance(node, ast.ImportFrom) and node.level > 0
            if top in ROOMS - MAY_IMPORT[room] - {room}:
                breaches.append(f"{where}: {room} must not import {module}")
            if room == "dashboard" and top == "train" and not FOR_DASHBOARD.match(module):
                breaches.append(f"{where}: a page must not import {module}")
            if room not in ("dashboard", "benchmarks") and top == "streamlit":
                breaches.append(f"{where}: Streamlit outside dashboard")
            if room != "core" and relative:
                breaches.append(f"{where}: relative imports are for the library alone")
            if room == "core" and not relative and top == "core":
                breaches.append(f"{where}: installed, the library has another name")
    assert breaches == []


CORE = (
    {"core.errors"},
    {"core.amounts"},
    {"core.markup"},
    {"core.text", "core.plots", "core.genres", "core.markdown", "core.extras"},
    {"core.tables"},
    {"core.model"},
    {"core.reading"},
    {"core.explanations", "core.measure", "core.promise"},
    {"core.posters"},
    {"core.tag", "core.drift"},
    {"core.exit_code"},
    {"core.commands"},
    {"core.cli"},
    {"core.__main__"},
)


def test_layers_of_core_go_down():
    """errors < text, genres < tables < model < explain, measure, promise < posters < tag < command line."""
    breaches = []
    for path in of("core"):
        own = name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if own == "core":
            continue
        layer, part = place_in_core(own)
        for module, node in imported(path):
            place = place_in_core(module)
            if place is not None and place[1] != part and place[0] >= layer:
                breaches.append(f"{name(path)}:{node.lineno}: {own} must not import {module}")
    assert breaches == []


def place_in_core(module):
    """The number of a module's layer and the part of it that it belongs to; None for what is not of core."""
    return next(
        ((i, part) for i, layer in enumerate(CORE) for part in layer if f"{module}.".startswith(f"{part}.")), None
    )


def test_every_part_of_core_has_its_layer():
    parts = {path.stem for path in (ROOT / "core").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert {f"core.{part}" for part in parts - {"__init__"}} == set().union(*CORE)


def test_tables_need_nothing_that_other_systems_lack():
    code = (
        "import sys; sys.modules['fcntl'] = None\n"  # as on Windows
        "import core.tables.columns.choice, core.tables.stream, core.tables.whole\n"
        "import core.tables.output.atomic, core.errors\n"
    )
    assert python(code) == []


def layer_of(module):
    return next(
        (i for i, layer in enumerate(LAYERS) if any(f"{module}.".startswith(f"{part}.") for part in layer)), None
    )


def part_of(module):
    return next((part for layer in LAYERS for part in layer if f"{module}.".startswith(f"{part}.")), None)


def test_layers_of_the_dashboard_go_down():
    breaches = []
    for path in of("dashboard"):
        own = name(path).removesuffix(".py").replace("/", ".")
        if own.endswith("__init__"):
            continue
        for module, node in imported(path):
            where = f"{name(path)}:{node.lineno}"
            if own.startswith("dashboard.views.") and module.startswith("dashboard.views."):
                breaches.append(f"{where}: pages stand alone")
            if own.startswith("dashboard.charts.") and module.split(".")[0] == "streamlit":
                breaches.append(f"{where}: charts are pure")
            in_a_layer = module.startswith("dashboard.") and layer_of(module) is not None
            if in_a_layer and part_of(module) != part_of(own) and layer_of(module) >= layer_of(own):
                breaches.append(f"{where}: {own} must not import {module}")
    assert breaches == []


def cached(path):
    """The functions of a module whose results are kept, by Streamlit or within bytes."""
    for node in statements(parsed(path)):
        decorators = [ast.unparse(d) for d in node.decorator_list] if isinstance(node, ast.FunctionDef) else []
        if any("st.cache_" in text or text.partition("(")[0] == "kept" for text in decorators):
            yield node


def test_caches_are_in_one_room_and_keyed_by_the_model_they_depend_on():
    room = ROOT / "dashboard" / "state" / "cache"
    functions = [(path, node) for path in of("dashboard") for node in cached(path)]
    assert {path for path, _ in functions if room not in path.parents} == set()
    models = [(path, node) for path, node in functions if "classifier(" in ast.unparse(node)]
    for path, node in models:
        keys = {argument.arg: ast.unparse(argument.annotation) for argument in node.args.args}
        assert keys.get("model") == "ModelRef", f"{name(path)}:{node.lineno} {node.name} could answer for another model"
    assert len(models) >= 7


@pytest.mark.parametrize("room", STAIRCASE)
def test_keras_comes_late(room):
    inner = {file.removesuffix(".py").replace("/", ".") for file in MAY_BEGIN_WITH_KERAS}
    breaches = []
    for path in (path for path in of(room) if name(path) not in MAY_BEGIN_WITH_KERAS):
        for node in runs_on_import(parsed(path)):
            is_import = isinstance(node, (ast.Import, ast.ImportFrom))
            for module, _ in imports(ast.Module([node], []), package_of(path)) if is_import else []:
                if module.split(".")[0] in KERAS or module in inner:
                    breaches.append(f"{name(path)}:{node.lineno}: {module} loads TensorFlow on import")
    assert breaches == []


def test_the_rules_notice_what_they_forbid():
    bad = ast.parse(
        "if x:\n    import keras\nclass A:\n    from tensorflow import nn\ndef f():\n    import keras.layers"
    )
    found = [node for node in runs_on_import(bad) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert {module for node in found for module, _ in imports(ast.Module([node], []))} == {
        "keras",
        "tensorflow",
        "tensorflow.nn",
    }


def modules():
    """Every module that must not load TensorFlow: all of core and data but the named ones, and what pages use."""
    rooms = [path for path in FILES if name(path).startswith(("core/", "data/", "train/runs/"))]
    late = MAY_BEGIN_WITH_KERAS
    dotted = [name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in rooms]
    return [module for module, path in zip(dotted, rooms, strict=True) if name(path) not in late]


def python(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout.split()


HEAVY = ("tensorflow", "keras", "torch", "pandas", "sklearn", "scipy", "shap", "numba", "optuna", "pyarrow", "onnx")
STEPS = {  # one after another in one Python, which never forgets what it has loaded
    "predict": """
from core.cli import main
assert main(["predict", "A detective in an old house.", "--model", model]) == 0
""",
    "first page": """
import dashboard.state.cache.warm_up, dashboard.components.frame.sidebar, dashboard.views.predict
""",
    "house": """
for module in modules: importlib.import_module(module)
""",
    "pages": """
for view in views: importlib.import_module(f"dashboard.views.{view}")
""",
    "explain": """
from core import GenreClassifier
from core.explanations import METHODS, explain
classifier = GenreClassifier.load(model)
for name, method in METHODS.items():
    if method.black_box or name == "linear_path":
        explain(classifier, "A detective in an old house.", name)
        print(name)
""",
}


def views():
    return sorted(path.stem for path in (ROOT / "dashboard" / "views").glob("*.py") if path.stem != "__init__")


@pytest.fixture(scope="module")
def steps(tiny_model):
    """What each of :data:`STEPS` said, in words, and which heavy libraries were loaded by its end."""
    told = {"model": str(tiny_model), "modules": modules(), "views": views()}
    code = ["import importlib, logging, sys", "logging.disable(logging.CRITICAL)"]
    code += [f"{name} = {value!r}" for name, value in told.items()]
    for step in STEPS.values():
        code += [step, f"print('loaded', *[module for module in {HEAVY} if module in sys.modules], 'end')"]
    said = " ".join(python("\n".join(code))).split(" end")
    pairs = [part.split("loaded") for part in said[: len(STEPS)]]
    return {step: (words.split(), set(loaded.split())) for step, (words, loaded) in zip(STEPS, pairs, strict=True)}


def test_predicting_loads_neither_tensorflow_nor_anything_slow(steps):
    said, loaded = steps["predict"]
    assert loaded == set()
    assert "Drama" in said, "it did predict"


def test_a_first_prediction_waits_for_nothing_that_only_other_pages_need(steps):
    assert not {"scipy", "sklearn", "shap", "numba", "optuna"} & steps["first page"][1]


@pytest.mark.parametrize("step", STEPS)
def test_nothing_but_training_loads_tensorflow(steps, step):
    """Importing every module of the house and every page, predicting and explaining."""
    assert len(modules()) > 20 and len(views()) >= 4
    assert not {"tensorflow", "keras", "torch"} & steps[step][1]


def test_explaining_with_every_method_works_without_tensorflow(steps):
    assert {"shap", "occlusion", "linear_path"} <= set(steps["explain"][0])


def public(tree):
    """Public functions, classes and methods with a body of their own."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                methods = (n for n in node.body if isinstance(n, ast.FunctionDef))
                yield from (n for n in methods if not n.name.startswith("_") and n.name not in OF_KERAS)


@pytest.mark.parametrize("room", STAIRCASE)
def test_public_names_explain_themselves(room):
    silent = []
    for path in of(room):
        tree = parsed(path)
        if not ast.get_docstring(tree):
            silent.append(f"{name(path)}:1 does not say what it is")
        silent += [f"{name(path)}:{node.lineno} {node.name}" for node in public(tree) if not ast.get_docstring(node)]
    assert silent == []


def commands():
    """The command lines in README's fenced ``sh`` blocks, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [words for words in (shlex.split(line, comments=True) for line in lines) if words]


def test_every_command_of_the_readme_exists():
    assert ["make", "run"] in commands()
    for words in commands():
        if words[0] == "make":
            assert subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, capture_output=True).returncode == 0, words
        elif "-m" in words[:2]:
            check_module(words[2], words[3:])


@functools.cache
def said_of(module, *subcommand):
    """What ``--help`` prints."""
    asked = [sys.executable, "-m", module, *subcommand, "--help"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (asked, done.stderr)
    return done.stdout


def check_module(module, arguments):
    """The module answers to --help, which names the subcommand and every option that is used."""
    subcommand = arguments[:1] if arguments and re.fullmatch(r"[a-z]+", arguments[0]) else []
    here = {"genrelens": "core"}.get(module, module)  # installed, the library has another name
    said = said_of(here, *subcommand)
    options = [word.split("=")[0] for word in arguments if word.startswith("--")]
    missing = [option for option in options if option not in said.split() and f"[{option}" not in said]
    assert missing == [], f"python -m {module} has no {missing}"


def test_the_picture_of_the_house_names_every_folder_and_no_other():
    picture = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^\| `([a-z_/]+)/` \|", picture, re.M))
    folders = {name(path.parent) for path in FILES} | {"data/open_plots", "dashboard/components"}
    outside = {"examples", "tests", "benchmarks"}
    assert {folder for folder in folders if not folder.startswith("benchmarks")} <= shown
    assert all((ROOT / folder).is_dir() for folder in shown)
    assert shown - folders <= outside
