"""A text that is no plot looks unusual, a plot does not, and the file of the model holds counts and no text."""

import time
import zipfile

import numpy as np
import pytest

from core.errors import ArtifactError
from core.model.familiarity.plot_language import MEASURES, PlotLanguage, counted, quantised
from core.model.familiarity.score import PIECE, UNUSUAL, Familiarity, bent, pieces
from core.model.folder.artifact import LAYOUT, load
from core.model.folder.writer import writing
from core.text import Vocabulary, words
from data.sources import registry

LIST = "milk, eggs, 2 kg flour, butter, toilet paper, cat food"


@pytest.fixture(scope="module")
def plots():
    return registry.load("open_plots").frame["plot"].tolist()


@pytest.fixture(scope="module")
def language(plots):
    vocabulary = Vocabulary.fit((words(plot) for plot in plots), min_count=1)
    return PlotLanguage.fit(plots[:900], vocabulary, np.arange(len(vocabulary)), 256)


def value(language, text, name):
    return language.measure(text, 256)[MEASURES.index(name)]


def test_counts_survive_a_byte():
    counts = np.array([0, 1, 2, 3, 10, 1_000, 50_000])
    np.testing.assert_allclose(counted(quantised(counts)), counts, rtol=0.03)


def test_each_measure_sees_what_it_is_for(language):
    plain = "A young woman returns to the village and finds that her brother has married the killer."
    assert value(language, "the the the the killer the the the", "repeated words") > value(
        language, plain, "repeated words"
    )
    backwards = " ".join(reversed(plain.rstrip(".").split()))
    assert value(language, backwards, "order") > value(language, plain, "order")
    assert value(language, backwards, "pairs") > value(language, plain, "pairs")
    assert value(language, backwards, "words") == pytest.approx(value(language, plain, "words"))
    assert value(language, "qqzx wwqk the zzpt", "unknown") == pytest.approx(3 / 4)
    assert value(language, "I love you and your dog", "you and I") == pytest.approx(3 / 6)
    assert value(language, "2 eggs 3 pears", "digits") == pytest.approx(1 / 2)
    assert value(language, "eggs\nmilk\nbread", "lines") == pytest.approx(2 / 3)
    assert value(language, "x = {y: [z]}", "signs") > value(language, plain, "signs")


def test_long_texts_are_judged_piece_by_piece():
    text = "The killer waits. " * 200
    found = pieces(text, 4_000)
    assert sum(count for _, count in found) == 600 and max(count for _, count in found) <= PIECE
    assert "".join(piece for piece, _ in found) == text[: len("".join(piece for piece, _ in found))]
    assert pieces("  ... ", 4_000) == []


def test_what_lies_far_out_weighs_more():
    np.testing.assert_allclose(bent(np.array([-2.0, 0.0, 4.0])), [-2, 0, 4, 0, 0, 2.5, 0.5, 0, 0])


def test_a_list_is_unusual_and_a_plot_is_not(shipped, plots):
    familiarity = shipped.artifact.familiarity
    assert familiarity.share(LIST, 4_000) < UNUSUAL
    shares = np.array([familiarity.share(plot, 4_000) for plot in plots[::5]])
    assert (shares < UNUSUAL).mean() <= 0.05  # written in another style than any plot that it learnt from
    assert familiarity.share("  ...", 4_000) is None


def test_training_saves_it_and_it_reads_back_the_same(tiny, tmp_path):
    familiarity = tiny.artifact.familiarity
    assert familiarity is not None
    familiarity.save(tmp_path / "copy.npz")
    again = Familiarity.load(tmp_path / "copy.npz", tiny.vocabulary)
    for text in (LIST, "A detective hunts a murderer through the rain."):
        assert again.share(text, 4_000) == familiarity.share(text, 4_000)
    assert (np.diff(familiarity.scores) >= 0).all()


def test_it_is_small_and_holds_no_text(shipped):
    path = shipped.artifact.folder / LAYOUT.familiarity
    assert path.stat().st_size < 3_000_000
    with np.load(path, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "uif" for name in arrays.files)


def test_it_is_quick(shipped, plots):
    familiarity = shipped.artifact.familiarity
    familiarity.share(plots[0], 4_000)
    times = []
    for plot in plots[:50]:
        began = time.process_time()
        familiarity.share(plot, 4_000)
        times.append(time.process_time() - began)
    assert np.median(times) < 0.005


def test_a_model_without_it_still_answers(tiny_model, tmp_path):
    import shutil

    from core.model.classifier import GenreClassifier

    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    (folder / LAYOUT.familiarity).unlink()
    model = GenreClassifier.load(folder)
    assert model.artifact.familiarity is None
    assert model.predict(["A detective hunts a murderer."])[0]


@pytest.mark.parametrize("damage", ["nothing", "shape", "kind", "nan", "other words"])
def test_a_strangers_file_is_refused_in_one_sentence(tiny, tmp_path, damage):
    folder = tmp_path / "model"
    with writing(folder) as new:
        new.copy(tiny.artifact.folder)
        path = new.folder / LAYOUT.familiarity
        with np.load(path) as stored:
            arrays = dict(stored)
        if damage == "nothing":
            path.write_bytes(b"no archive")
        else:
            arrays |= {
                "shape": {"pairs": arrays["pairs"][:-1]},
                "kind": {"scores": arrays["scores"].astype("<f8")},
                "nan": {"means": arrays["means"] * np.nan},
                "other words": {"words": arrays["words"][:-1]},
            }[damage]
            np.savez_compressed(path, **arrays)
    with pytest.raises(ArtifactError, match=r"familiarity\.npz .*\. Train again or restore the file\.$"):
        load(folder).familiarity  # noqa: B018


def test_a_file_that_says_it_is_larger_than_it_is_takes_no_memory(tiny, tmp_path):
    path = tmp_path / "familiarity.npz"
    tiny.artifact.familiarity.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["scores.npy"] = members["scores.npy"].replace(b"(", b"(9999999999,", 1)[: len(members["scores.npy"])]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(ArtifactError):
        Familiarity.load(path, tiny.vocabulary)
