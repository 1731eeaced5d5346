"""What is kept of a model's own films: figures beside the model, and nothing for a model without."""

import shutil

import numpy as np
import pytest

from core.drift import reference
from core.drift.measured import Measured
from core.errors import ArtifactError
from core.model.classifier import GenreClassifier
from core.model.folder.layout import LAYOUT
from core.model.folder.writer import write_checksums

PLOTS = [
    "A war begins.",
    "Ein Mann kommt nach Hause und findet seine Familie nicht mehr.",
    "",
    "Zorg fights. Zorg wins.",
]


@pytest.fixture
def copy(tiny_model, tmp_path):
    """A copy of the tiny model, sealed again once ``change`` was called with its folder."""

    def of(change):
        folder = tmp_path / "copy"
        shutil.copytree(tiny_model, folder)
        change(folder)
        write_checksums(folder)
        return GenreClassifier.load(folder)

    return of


def test_what_is_measured_of_a_plot(shipped):
    measured = Measured.of(shipped, PLOTS)
    assert measured.words.tolist() == [3, 11, 0, 4]
    assert measured.one_sentence.tolist() == [True, True, True, False]
    assert measured.readable.tolist() == [True, True, False, True]
    assert measured.language.tolist() == ["en", "de", "en", "en"]
    assert measured.unknown[0] == 0
    assert np.isnan(measured.familiarity).tolist() == [False, False, True, False]


def test_a_training_keeps_its_validation_films(tiny):
    own = reference.needed(tiny)
    assert len(own.films) == tiny.artifact.card.films["validation"]
    assert own.films.readable.all()


def test_a_file_gives_back_what_was_saved(tiny, copy):
    measured = Measured.of(tiny, PLOTS)
    again = reference.needed(copy(lambda folder: reference.save(measured, folder / LAYOUT.reference))).films
    for name, array in vars(measured).items():
        np.testing.assert_array_equal(getattr(again, name), array)


def test_a_model_without_says_what_to_do(copy):
    with pytest.raises(
        ArtifactError, match=r"lacks reference.npz.*Train it again, or name a table of plots with --with"
    ):
        reference.needed(copy(lambda folder: (folder / LAYOUT.reference).unlink()))


@pytest.mark.parametrize("name, value", [("words", np.zeros(3, "<i4")), ("unknown", np.full(4, np.nan, "<f2"))])
def test_a_file_that_makes_no_sense_is_refused(tiny, copy, name, value):
    arrays = vars(Measured.of(tiny, PLOTS)) | {name: value}
    with pytest.raises(ArtifactError, match=LAYOUT.reference):
        reference.needed(copy(lambda folder: np.savez_compressed(folder / LAYOUT.reference, **arrays)))


def test_the_shipped_model_has_its_films_apart(shipped):
    assert not (shipped.artifact.folder / LAYOUT.reference).exists()
    assert len(reference.needed(shipped).films) == reference.MOST
