"""What the name of a label says before any film has it."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from core.model.classifier import GenreClassifier
from core.model.folder.layout import LAYOUT
from core.model.folder.writer import write_checksums
from train.adapt import head, names
from train.adapt.head import Readings, Start


def of_word(source, near, word, label):
    """What a word says of the label at that place."""
    return near[[source.vocabulary.words.index(word)]].toarray()[0, label]


def test_words_near_the_name_speak_of_the_label(tiny):
    near = names.near(["Ghost stories", "Murder movies"], tiny)
    assert of_word(tiny, near, "ghost", 0) > 0 == of_word(tiny, near, "ghost", 1)
    assert of_word(tiny, near, "murder", 1) > 0 == of_word(tiny, near, "murder", 0)
    assert 0 < near.nnz < 0.2 * near.shape[0] * near.shape[1]  # not every word speaks of every label


@pytest.mark.parametrize("name", ["Movies", "TV shows", "The films of", "qzxv 77", "☂", ""])
def test_a_name_that_says_nothing_says_nothing(tiny, name):
    near = names.near([name, "Ghost stories"], tiny)
    assert near[:, [0]].nnz == 0 < near[:, [1]].nnz


def test_a_genre_of_the_source_is_left_to_the_source(tiny):
    whole = tiny.artifact
    artifact = SimpleNamespace(genres=["Murder"], network=whole.network, lacks=whole.lacks, weights=whole.weights)
    source = SimpleNamespace(vocabulary=tiny.vocabulary, artifact=artifact)
    near = names.near(["Murder", "Murder for children"], source)
    assert near[:, [0]].nnz == 0 < near[:, [1]].nnz


def test_a_label_that_hardly_any_film_has_is_found_by_its_name(tiny, own_films):
    """The same films under an opaque name and one that speaks: only the second knows a ghost when it reads one."""
    plots = own_films.frame["plot"].tolist()[:40]
    y_true = np.zeros((40, 2), dtype=np.int8)
    y_true[:20, 0] = 1
    y_true[[i for i, plot in enumerate(plots) if "ghost" not in plot.lower()][:1], 1] = 1
    asked = Readings.of(tiny, ["A ghost haunts the old house of a widow.", "A banker sells the old house of a widow."])
    read = Readings.of(tiny, plots)
    gap = {}
    for name in ("qzxv", "Ghosts and haunted houses"):
        answers = head.fit(read, y_true, Start.of(tiny, ["zzqx", name])).log_odds(asked)[:, 1]
        gap[name] = answers[0] - answers[1]
    assert gap["Ghosts and haunted houses"] > gap["qzxv"] + 0.1


def test_without_weights_names_are_not_read(tiny_model, tmp_path):
    bare = tmp_path / "bare"
    shutil.copytree(tiny_model, bare)
    (bare / LAYOUT.weights).unlink()
    write_checksums(bare)
    assert names.near(["Ghost stories"], GenreClassifier.load(bare)).nnz == 0


def test_a_thousand_names_stay_small(tiny):
    near = names.near([f"{word} stories" for word in tiny.vocabulary.words[2:1002]], tiny)
    assert len(np.unique(near.nonzero()[0])) <= names.MOST_WEIGHTS // 1_000
