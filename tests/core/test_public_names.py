"""The library's public names: loaded when used, and the same whichever way and in whichever order they are imported."""

import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import core

ROOT = Path(core.__file__).parents[1]
HEAVY = ("numpy", "onnxruntime", "pandas", "sklearn", "scipy", "shap", "pyarrow", "tensorflow", "keras", "streamlit")


def python(code, folder=ROOT):
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def test_importing_the_library_loads_nothing_heavy():
    assert python(f"import sys, core; print([m for m in {HEAVY} if m in sys.modules])").strip() == "[]"


def test_every_public_name_is_there_and_says_what_it_does():
    assert set(core.__all__) <= set(dir(core))
    for name in set(core.__all__) - {"__version__"}:
        assert inspect.getdoc(getattr(core, name)), name
    assert callable(core.explain) and callable(core.evaluate)


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'explian'"):
        core.explian  # noqa: B018


IMPORTS = (
    "from genrelens import GenreClassifier, explain",
    "from genrelens.explanations import METHODS",
    "import genrelens.explanations.methods.occlusion",
    "from genrelens.explanations.render import html",
)


@pytest.mark.parametrize("order", [IMPORTS, IMPORTS[::-1]], ids=["names first", "submodules first"])
def test_under_its_installed_name_in_either_order(order, tmp_path):
    shutil.copytree(ROOT / "core", tmp_path / "genrelens", ignore=shutil.ignore_patterns("__pycache__"))
    check = (
        "assert explain.__module__ == 'genrelens.explanations' and 'guided' in METHODS\n"
        "import sys; assert 'core' not in sys.modules\n"
        f"classifier = GenreClassifier.load({str(ROOT / 'models' / 'default')!r})\n"
        "print(explain(classifier, 'A ghost haunts an old house.', 'occlusion').top_words('Horror', 1)[0].word)"
    )
    assert python("\n".join([*order, check]), tmp_path).strip() in ("ghost", "haunts")
