"""The notebook runs from its folder, cell by cell, and holds nothing but its cells.

Its cells run in this process, each one's last expression shown as Jupyter does. Jupyter itself would bring two dozen
packages, a compiled messaging library among them, for this one file.
"""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


def cells(path, kind="code"):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def shown(source, names):
    """Run a cell; what its last expression is, None for a cell that ends in a statement."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def test_it_runs_and_shows_what_it_says(monkeypatch):
    monkeypatch.chdir(EXAMPLES)
    names = {}
    (path,) = NOTEBOOKS
    genres, explanation, words, deletion = (shown("".join(cell["source"]), names) for cell in cells(path))
    assert "Horror" in genres
    html = explanation._repr_html_()
    assert ">haunted</span>" in html and "Horror" in html
    assert {word.word for word in words} & {"haunted", "ghosts"}
    assert deletion.before > deletion.random > deletion.after


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_small_and_stores_no_output(path):
    assert path.stat().st_size < 20_000
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells(path))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert notebook["metadata"]["language_info"] == {"name": "python"}, "no version of somebody's machine"
    assert all(cell["metadata"] == {} for cell in notebook["cells"])
    places = ("/home/", "/Users/", str(Path.home()), str(ROOT), "C:\\")
    assert not [place for place in places if place in path.read_text(encoding="utf-8")]
