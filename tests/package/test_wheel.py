"""The library as a wheel: installed into an environment of its own, and used far from the checkout."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from core import __version__
from core.model.folder.layout import LAYOUT
from core.posters.model import CHECKSUMS, SEALED

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PLOT = "Two rival chefs fall in love while competing for the same restaurant."
LARGEST_MB = 250


def ran(*command, cwd, **options):
    """A process without this one's paths, so that it sees what it would see in a shell."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GENRELENS"))}
    command = [str(part) for part in command]
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=300, **options)


def checked(*command, cwd):
    done = ran(*command, cwd=cwd)
    assert done.returncode == 0, (command, done.stdout[-1_000:], done.stderr[-2_000:])
    return done.stdout


def lend_compiled(environment):
    """Give it what Python has compiled of the same packages for the checkout: pandas alone takes two seconds.

    Python compiles again what is of another file, by its time and size.
    """
    site = Path(sysconfig.get_path("purelib"))
    installed = Path(sysconfig.get_path("purelib", vars={"base": environment}))
    for package in installed.iterdir():
        for compiled in (site / package.name).rglob("*.pyc"):
            place = installed / compiled.relative_to(site)
            if place.parent.parent.is_dir() and not place.exists():
                place.parent.mkdir(exist_ok=True)
                shutil.copyfile(compiled, place)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    checked(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out, cwd=ROOT)
    (path,) = out.glob("genrelens-*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """``environment("[extra]")``: the bin folder of a new one with the wheel and that extra, in the pinned versions."""

    def make(extra):
        folder = tmp_path_factory.mktemp("environment")
        checked(UV, "venv", "--quiet", "--python", sys.executable, folder / "env", cwd=folder)
        install = [UV, "pip", "install", "--quiet", "--python", folder / "env" / "bin" / "python"]
        checked(*install, "--constraint", ROOT / "requirements.txt", f"{wheel}{extra}", cwd=folder)
        lend_compiled(folder / "env")
        return folder / "env" / "bin"

    return make


@pytest.fixture(scope="module")
def base(environment):
    return environment("")


@pytest.fixture(scope="module")
def with_evaluate(environment):
    return environment("[evaluate]")


@pytest.fixture
def elsewhere(tmp_path):
    """A folder far from the checkout with what README's commands name: films.csv."""
    films = pd.read_csv(next((ROOT / "data" / "open_plots").glob("*.csv")), dtype=str).head(40)
    films.to_csv(tmp_path / "films.csv", index=False)
    return tmp_path


def fenced(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def test_the_wheel_holds_the_library_and_the_serving_files(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    library = {path.relative_to(ROOT / "core").as_posix() for path in (ROOT / "core").rglob("*.py")}
    assert {name for name in inside if name.endswith(".py")} == {f"genrelens/{name}" for name in library}
    own = [name for name in LAYOUT.reading if (ROOT / "models" / "default" / name).is_file()]
    model = {f"genrelens/_default/{name}" for name in (*LAYOUT.serving, *own, LAYOUT.evaluation)}
    assert {name for name in inside if "_default" in name} == model
    references = {f"genrelens/_references/{path.name}" for path in (ROOT / "models" / "references").iterdir()}
    assert {name for name in inside if "_references" in name} == references
    posters = {f"genrelens/_posters/{name}" for name in (*SEALED, CHECKSUMS, "LICENSE-backbone.txt")}
    assert {name for name in inside if "_posters" in name} == posters


def test_it_brings_little(base, elsewhere):
    packages = json.loads(checked(UV, "pip", "list", "--format=json", "--python", base / "python", cwd=elsewhere))
    names = {package["name"].lower() for package in packages}
    assert {"genrelens", "numpy", "onnxruntime"} <= names
    heavy = {"tensorflow", "tensorflow-cpu", "keras", "streamlit", "pandas", "pyarrow", "scikit-learn", "scipy", "shap"}
    assert not heavy & names
    size = sum(path.stat().st_size for path in base.parent.rglob("*") if path.is_file()) / 1e6
    assert 100 < size < LARGEST_MB, f"{size:.0f} MB"


def test_the_example_of_the_readme(base, elsewhere):
    (example,) = fenced("python")
    assert "from genrelens import GenreClassifier, explain" in example
    answer = checked(base / "python", "-c", example, cwd=elsewhere)
    assert "Romance" in answer
    assert answer == checked(sys.executable, "-c", example.replace("genrelens", "core"), cwd=ROOT)


def test_it_predicts_as_the_checkout_does(base, elsewhere):
    """All but the place of the model is the same, its version too."""
    commands = ((sys.executable, "-m", "core"), (base / "genrelens",), (base / "python", "-m", "genrelens"))
    answers = [
        checked(*command, "predict", PLOT, cwd=ROOT if i == 0 else elsewhere) for i, command in enumerate(commands)
    ]
    expected, *installed = (re.sub(r"^Model: .*, version", "Model: version", answer, flags=re.M) for answer in answers)
    assert "Model: version" in expected
    assert installed == [expected, expected]


@pytest.mark.parametrize("method", ["guided", "occlusion", "linear_path"])
def test_it_explains_as_the_checkout_does(base, elsewhere, method):
    arguments = ["explain", PLOT, "--json", "--method", method]
    expected = json.loads(checked(sys.executable, "-m", "core", *arguments, cwd=ROOT))
    answer = json.loads(checked(base / "genrelens", *arguments, cwd=elsewhere))
    assert answer.pop("seconds") > 0
    assert expected.pop("seconds") > 0
    for name in ("values", "base_values", "probabilities"):
        flat = [pd.Series(explanation.pop(name)).explode().astype(float).tolist() for explanation in (answer, expected)]
        assert flat[0] == pytest.approx(flat[1], abs=1e-6)
    assert answer == expected


def test_the_commands_of_the_readme_run_elsewhere(with_evaluate, elsewhere):
    lines = [shlex.split(line, comments=True) for block in fenced("sh") for line in block.splitlines()]
    ours = [words for words in lines if words[:3] == ["python", "-m", "genrelens"]]
    assert {words[3] for words in ours} == {"predict", "explain", "evaluate"}
    for words in ours:
        assert checked(with_evaluate / "python", *words[1:], cwd=elsewhere)
    assert "p_Romance" in (elsewhere / "tagged.csv").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["evaluate", "films.csv"], "pip install 'genrelens[evaluate]'"),
        (["predict", "folder", "--out", "tagged"], "pip install 'genrelens[tables]'"),
        (["predict", "folder", "--out", "tagged", "--engine", "ray"], "pip install 'genrelens[tables]'"),
        (["explain", PLOT, "--method", "shap"], "pip install 'genrelens[shap]'"),
        (["explain", PLOT, "--method", "integrated_gradients"], "work from a checkout of GenreLens"),
    ],
)
def test_what_lacks_a_package_says_what_brings_it(base, elsewhere, arguments, remedy):
    (elsewhere / "folder").mkdir()
    shutil.copy(elsewhere / "films.csv", elsewhere / "folder" / "films.parquet")
    done = ran(base / "genrelens", *arguments, cwd=elsewhere)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"error: .* needs \w+, which is not installed\. To get it: .*\n", done.stderr), done.stderr
    assert remedy in done.stderr


def test_help_lists_what_a_method_needs(base, elsewhere):
    said = " ".join(checked(base / "genrelens", "explain", "--help", cwd=elsewhere).split())
    assert "shap (pip install 'genrelens[shap]')" in said
    assert "integrated_gradients (work from a checkout of GenreLens)" in said
    assert "guided, " in said


def test_the_program_is_called_as_it_was_started(base, elsewhere):
    for started, named in (
        ([base / "genrelens"], "genrelens"),
        ([base / "python", "-m", "genrelens"], "python -m genrelens"),
    ):
        assert ran(*started, "predict", cwd=elsewhere).stderr.startswith(f"usage: {named} predict ")
    assert checked(base / "genrelens", "--version", cwd=elsewhere) == f"GenreLens {__version__}\n"


def test_it_predicts_where_the_system_has_no_fcntl(base, elsewhere):
    code = "import sys; sys.modules['fcntl'] = None\nfrom genrelens import GenreClassifier\n"
    code += "print(*GenreClassifier.load().predict([sys.argv[1]])[0])"
    assert "Romance" in checked(base / "python", "-c", code, PLOT, cwd=elsewhere)
