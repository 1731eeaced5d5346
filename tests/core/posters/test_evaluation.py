"""A poster model keeps the answers for its test films: they give its card's figures, and a damaged file is refused."""

import shutil

import pytest

from core.errors import ArtifactError
from core.posters.evaluation import SIDES, Evaluation
from core.posters.model import DEFAULT_POSTERS, EVALUATION, load


def test_the_shipped_answers_give_the_figures_on_the_card():
    model = load(DEFAULT_POSTERS)
    kept = Evaluation.load(model)
    assert kept.y_score.shape == (len(SIDES), model.card["films"]["test"], len(model.genres))
    sides, added = kept.compared(20)
    for side, figures in model.card["figures"].items():
        for name, value in figures.items():
            assert sides[side][name].value == pytest.approx(value, abs=2e-6), (side, name)
    assert added["map"].value == pytest.approx(sides["both"]["map"].value - sides["plot_again"]["map"].value)
    assert added["map"].low > 0


def test_a_model_without_answers_has_none_and_damaged_ones_are_refused(tmp_path):
    folder = tmp_path / "posters"
    shutil.copytree(DEFAULT_POSTERS, folder)
    content = (folder / EVALUATION).read_bytes()
    (folder / EVALUATION).unlink()
    model = load(folder)
    assert Evaluation.load(model) is None
    assert model.version == load(DEFAULT_POSTERS).version, "answers for test films answer nothing"
    (folder / EVALUATION).write_bytes(content[:-1] + b"x")
    with pytest.raises(ArtifactError, match="does not match its checksum"):
        Evaluation.load(load(folder))
