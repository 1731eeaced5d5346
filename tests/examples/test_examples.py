"""The examples run as they are told to, and print what they promise."""

import pandas as pd
import pytest

from data.sources import registry
from examples import evaluate_and_compare, predict_and_explain, train_on_your_csv


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Two hundred embedded films as somebody's CSV."""
    path = tmp_path_factory.mktemp("films") / "films.csv"
    pd.DataFrame(registry.load("open_plots").frame.iloc[:240][["title", "plot", "genres"]]).to_csv(path, index=False)
    return str(path)


def test_predict_and_explain(capsys):
    predict_and_explain.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(("Comedy: ", "Romance: "))
    assert any(line.startswith("+") and line.endswith("love") for line in lines)
    assert "falls from" in lines[-2]


def test_evaluate_and_compare(films, tiny_model, capsys):
    evaluate_and_compare.main(films, str(tiny_model), str(tiny_model))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["micro_f1", "macro_f1", "map", "lrap"]
    assert "no clear difference: 0.000 [0.000, 0.000]" in lines[-1]


def test_train_on_your_csv(films, tmp_path, capsys):
    train_on_your_csv.main(films, str(tmp_path / "model"), "1")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("epoch 1: validation loss")
    assert "'map':" in lines[1]
    assert lines[-1].startswith("[")
