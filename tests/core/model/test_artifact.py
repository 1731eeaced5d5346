"""A model folder that is damaged in any way gets one sentence that names the file and says what to do."""

import io
import json
import shutil
import zipfile

import numpy as np
import pytest

from core.errors import ArtifactError
from core.explanations import explain
from core.model.classifier import GenreClassifier
from core.model.folder import artifact, saved_thresholds, seal, untrusted, writer
from core.model.folder.artifact import LAYOUT


@pytest.fixture
def folder(tiny_model, tmp_path):
    return shutil.copytree(tiny_model, tmp_path / "model")


def rewrite(folder, name, change):
    """Change a JSON file and seal the folder again, as someone who edits a model by hand would."""
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    (folder / name).write_text(json.dumps(change(content)), encoding="utf-8")
    writer.write_checksums(folder)


def complaint(folder, *needed):
    with pytest.raises(ArtifactError) as caught:
        GenreClassifier.load(folder).artifact.evaluation()
    message = str(caught.value)
    assert "\n" not in message.strip()
    assert all(word in message for word in needed), message
    assert any(remedy in message.lower() for remedy in ("train", "restore", "choose", "check"))
    return message


@pytest.mark.parametrize("name", LAYOUT.serving)
def test_each_serving_file_is_missed(folder, name):
    (folder / name).unlink()
    complaint(folder, name)


STUDY = {
    LAYOUT.weights: lambda model: model.weights(),
    LAYOUT.evaluation: lambda model: model.evaluation(),
    LAYOUT.words: lambda model: model.words(),
    LAYOUT.history: lambda model: model.history,
    LAYOUT.readme: lambda model: model.readme,
}


def serving_files_of(model, folder):
    folder.mkdir()
    for name in LAYOUT.serving:
        shutil.copyfile(model / name, folder / name)
    return folder


def test_serving_and_study_files_are_all_there_are(tiny_model):
    assert {path.name for path in tiny_model.iterdir()} == {*LAYOUT.serving, *LAYOUT.reading, *LAYOUT.study}
    assert set(STUDY) == set(LAYOUT.study)


def test_the_serving_files_are_a_whole_model(tiny_model, tiny, tmp_path):
    model = GenreClassifier.load(serving_files_of(tiny_model, tmp_path / "model"))
    plot = "A detective finds a ghost in an old house."
    assert np.array_equal(model.predict_proba([plot]), tiny.predict_proba([plot]))
    for method in ("guided", "shap", "occlusion", "linear_path", "random"):
        assert np.array_equal(explain(model, plot, method).values, explain(tiny, plot, method).values)
    with pytest.raises(ArtifactError, match=LAYOUT.weights):
        explain(model, plot, "integrated_gradients")


@pytest.mark.parametrize("name", LAYOUT.study)
def test_what_needs_a_study_file_names_it_and_says_what_to_do(tiny_model, tmp_path, name):
    model = artifact.load(serving_files_of(tiny_model, tmp_path / "model"))
    with pytest.raises(ArtifactError) as caught:
        STUDY[name](model)
    assert str(caught.value) == model.lacks(name)
    assert name in model.lacks(name) and "Restore the whole folder or train the model again." in model.lacks(name)
    shutil.copyfile(tiny_model / name, model.folder / name)
    assert model.lacks(name) == ""
    STUDY[name](artifact.load(model.folder))


def test_thresholds_are_saved_into_a_folder_of_serving_files(tiny_model, tmp_path):
    folder = serving_files_of(tiny_model, tmp_path / "model")
    saved_thresholds.set_thresholds(folder, np.full(len(artifact.load(folder).genres), 0.25))
    assert (artifact.load(folder).thresholds == 0.25).all()
    assert {path.name for path in folder.iterdir()} == set(LAYOUT.serving)


def test_a_folder_of_format_1_predicts_and_says_how_its_weights_can_be_read(folder, tiny):
    (folder / LAYOUT.weights).unlink()
    rewrite(folder, LAYOUT.card, lambda card: card | {"format_version": 1})
    model = GenreClassifier.load(folder)
    assert np.array_equal(model.predict_proba(["A ghost."]), tiny.predict_proba(["A ghost."]))
    with pytest.raises(ArtifactError, match=r"format 1, .*Train the model again, or .* python -m recipe\.convert"):
        model.artifact.weights()


@pytest.mark.parametrize("name", LAYOUT.hashed())
def test_a_truncated_file_is_noticed(folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    complaint(folder, name, "checksum")


@pytest.mark.parametrize("name", LAYOUT.hashed())
def test_a_flipped_bit_is_noticed(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 3] ^= 1
    (folder / name).write_bytes(content)
    complaint(folder, name, "checksum")


@pytest.mark.parametrize("name", [LAYOUT.card, LAYOUT.config, LAYOUT.thresholds, LAYOUT.calibration])
@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"7", b"\xff\xfe", b"[" * 100_000, b"{}"])
def test_json_of_another_kind(folder, name, content):
    (folder / name).write_bytes(content)
    writer.write_checksums(folder)
    message = complaint(folder)
    assert name in message or (name == LAYOUT.card and "format version None" in message)


GENRES = [[], "Drama", ["Drama", "Drama"], ["Drama", 3], ["=cmd()", "Drama"], ["a|b", "Drama"], ["a\nb", "x"], [""]]


@pytest.mark.parametrize("genres", GENRES, ids=repr)
def test_genres_that_make_no_sense(folder, genres):
    rewrite(folder, LAYOUT.card, lambda card: card | {"genres": genres})
    complaint(folder, LAYOUT.card)


def test_one_genre_more_than_the_network(folder):
    for name, value in ((LAYOUT.thresholds, 0.5), (LAYOUT.calibration, {"slope": 1, "intercept": 0})):
        rewrite(folder, name, lambda table, value=value: table | {"Opera": value})
    rewrite(folder, LAYOUT.card, lambda card: card | {"genres": [*card["genres"], "Opera"]})
    complaint(folder, LAYOUT.onnx, "genres")


@pytest.mark.parametrize("value", [None, "0.5", float("nan"), 1.5, True])
def test_thresholds_must_be_thresholds(folder, value):
    rewrite(folder, LAYOUT.thresholds, lambda table: table | {"Drama": value})
    complaint(folder, LAYOUT.thresholds, "Drama")


def test_a_threshold_is_missing(folder):
    rewrite(folder, LAYOUT.thresholds, lambda table: {g: t for g, t in table.items() if g != "Drama"})
    complaint(folder, LAYOUT.thresholds, "Drama")


@pytest.mark.parametrize(
    "value", [None, {}, {"slope": 1}, {"slope": -1, "intercept": 0}, {"slope": 1e999, "intercept": 0}]
)
def test_calibration_must_be_slope_and_intercept(folder, value):
    rewrite(folder, LAYOUT.calibration, lambda table: table | {"Drama": value})
    complaint(folder, LAYOUT.calibration)


@pytest.mark.parametrize("value", [None, 0, -3, "80", 10**9, True])
def test_max_tokens_must_be_a_number_of_words(folder, value):
    rewrite(folder, LAYOUT.config, lambda config: config | {"max_tokens": value})
    complaint(folder, LAYOUT.config, "max_tokens")


def test_another_format_version(folder):
    rewrite(folder, LAYOUT.card, lambda card: card | {"format_version": 99})
    complaint(folder, "format version 99")


def test_an_older_format_that_had_fewer_files_is_told_from_a_damaged_model(folder):
    rewrite(folder, LAYOUT.card, lambda card: card | {"format_version": 0})
    (folder / LAYOUT.calibration).unlink()
    complaint(folder, "format version 0", "Train the model again")


@pytest.mark.parametrize("change", [lambda words: words[:-1], lambda words: [*words, "extra"]], ids=["fewer", "more"])
def test_a_vocabulary_of_another_size(folder, change):
    words = (folder / LAYOUT.vocabulary).read_text(encoding="utf-8").splitlines()
    (folder / LAYOUT.vocabulary).write_text("\n".join(change(words)) + "\n", encoding="utf-8")
    writer.write_checksums(folder)
    complaint(folder, "vocabulary")


@pytest.mark.parametrize("content", [b"", b"the\na\n", b"\xff\n"])
def test_a_file_that_is_no_vocabulary(folder, content):
    (folder / LAYOUT.vocabulary).write_bytes(content)
    writer.write_checksums(folder)
    complaint(folder, LAYOUT.vocabulary)


@pytest.mark.parametrize("content", [b"", b"not a network", b"\x08\x07\x12\x04"])
def test_a_file_that_is_no_network(folder, content):
    (folder / LAYOUT.onnx).write_bytes(content)
    writer.write_checksums(folder)
    complaint(folder, LAYOUT.onnx)


def test_a_network_with_weights_elsewhere_is_refused(folder):
    """ONNX can name other files for its weights; a model folder must not make the program open them."""
    import onnx

    model = onnx.load(folder / LAYOUT.onnx)
    onnx.save_model(model, folder / LAYOUT.onnx, save_as_external_data=True, location="weights.bin", size_threshold=16)
    assert (folder / "weights.bin").stat().st_size > 1_000
    writer.write_checksums(folder)
    complaint(folder, LAYOUT.onnx, "another file")


def test_a_network_for_something_else(folder):
    import onnx
    from onnx import TensorProto, helper

    ids = helper.make_tensor_value_info("ids", TensorProto.INT32, [None, None])
    out = helper.make_tensor_value_info("logits", TensorProto.INT32, [None, None])
    graph = helper.make_graph([helper.make_node("Identity", ["ids"], ["logits"])], "echo", [ids], [out])
    onnx.save(
        helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 17)]), folder / LAYOUT.onnx
    )
    writer.write_checksums(folder)
    complaint(folder, LAYOUT.onnx)


def save_arrays(folder, **arrays):
    np.savez(folder / LAYOUT.evaluation, **arrays)
    writer.write_checksums(folder)


def test_evaluation_of_other_shapes_or_kinds(folder, tiny):
    genres = len(tiny.classes_)
    good, score = np.zeros((3, genres), np.int8), np.zeros((3, genres), np.float32)
    for arrays in (
        {"y_true": good},
        {"y_true": good, "y_score": score[:2]},
        {"y_true": good[:, 1:], "y_score": score[:, 1:]},
        {"y_true": good, "y_score": good},
        {"y_true": np.array([[{}] * genres]), "y_score": score[:1]},
    ):
        save_arrays(folder, **arrays)
        complaint(folder, LAYOUT.evaluation)


def test_an_array_that_declares_a_huge_size(folder):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (10**13, 22)})
    with zipfile.ZipFile(folder / LAYOUT.evaluation, "w") as archive:
        archive.writestr("y_true.npy", header.getvalue())
        archive.writestr("y_score.npy", header.getvalue())
    writer.write_checksums(folder)
    complaint(folder, LAYOUT.evaluation)


def test_a_zip_that_unpacks_to_a_huge_size(folder, monkeypatch):
    monkeypatch.setattr(untrusted, "LARGEST_ARRAYS", 1_000)
    (folder / LAYOUT.onnx).write_bytes(b"")
    with zipfile.ZipFile(folder / LAYOUT.evaluation, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("y_true.npy", bytes(100_000))
    writer.write_checksums(folder)
    with pytest.raises(ArtifactError, match="too large"):
        artifact.load(folder).evaluation()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (LAYOUT.card, "[" + "[]," * 1_000_000 + "[]]", "too large"),
        (LAYOUT.config, '{"network": {}, "x": "' + "x" * 2_000_000 + '"}', "too large"),
        (LAYOUT.vocabulary, "a\n" * 600_000, "more than 500,000 lines"),
        (LAYOUT.vocabulary, "a" * 21_000_000, "too large"),
        (LAYOUT.readme, "x" * 2_100_000, "too large"),
        (LAYOUT.history, ",".join(["loss"] * 300) + "\n", "too many columns"),
    ],
)
def test_a_file_that_is_larger_than_a_model_s_is_not_read(folder, name, content, says):
    (folder / name).write_text(content)
    writer.write_checksums(folder)
    with pytest.raises(ArtifactError, match=says):
        opened = artifact.load(folder)
        _ = opened.config, opened.vocabulary, opened.readme, opened.history


@pytest.mark.parametrize("name", [LAYOUT.evaluation, LAYOUT.familiarity])
def test_an_array_s_header_that_unpacks_to_a_huge_size(folder, name):
    header = b"\x93NUMPY\x02\x00" + (30_000_000).to_bytes(4, "little") + b" " * 30_000_000
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in ("y_true", "y_score", "words", "pairs", "kinds", "orders", "rather_plots"):
            archive.writestr(f"{member}.npy", header if member in ("y_true", "words") else b"")
    writer.write_checksums(folder)
    with pytest.raises(ArtifactError, match="no plain array's|says it is too large"):
        opened = artifact.load(folder)
        _ = opened.evaluation(), opened.familiarity


def test_places_without_a_model(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere", "x" * 5_000, "null\0byte"):
        with pytest.raises(ArtifactError):
            artifact.load(place)


def test_only_a_model_is_replaced_and_only_when_the_new_one_is_whole(folder, tmp_path):
    before = (folder / LAYOUT.checksums).read_bytes()
    with pytest.raises(OSError, match="disk full"), writer.writing(folder) as new:
        (new.folder / LAYOUT.card).write_text("{}")
        raise OSError("disk full")
    assert (folder / LAYOUT.checksums).read_bytes() == before
    seal.verify(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["model"], "nothing is left behind"

    mine = tmp_path / "photos"
    mine.mkdir()
    (mine / "cat.jpg").touch()
    for place in (mine, mine / "cat.jpg"):
        with pytest.raises(ArtifactError, match="not a model"), writer.writing(place):
            pass
    assert (mine / "cat.jpg").exists()


def test_a_new_model_takes_the_place_of_another(folder, tiny_model, tmp_path):
    (folder / "old.txt").touch()
    with writer.writing(folder) as new:
        new.copy(tiny_model)
    seal.verify(folder)
    assert not (folder / "old.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_what_is_written_is_read_again(folder, tiny, tmp_path):
    model = artifact.load(folder)
    with writer.writing(tmp_path / "again") as new:
        new.card(model.card)
        new.config(model.config)
        new.vocabulary(model.vocabulary)
        new.calibration(model.calibration, model.genres)
        new.thresholds(model.thresholds, model.genres)
        new.weights(model.weights())
        new.evaluation(*model.evaluation())
        new.words(model.words())
        new.history(model.history)
        new.readme(model.readme)
        (new.folder / LAYOUT.onnx).write_bytes(model.onnx())
    again = artifact.load(tmp_path / "again")
    assert again.card == model.card and again.config == model.config
    assert again.vocabulary.words == model.vocabulary.words
    assert np.array_equal(again.thresholds, model.thresholds)
    assert np.array_equal(again.calibration.slope, model.calibration.slope)
    assert all(np.array_equal(array, model.weights()[name]) for name, array in again.weights().items())
    assert np.array_equal(again.evaluation()[1], model.evaluation()[1])
    assert again.words().equals(model.words()) and again.history.equals(model.history)
    assert again.readme == model.readme


def test_version_follows_the_content(folder, tiny):
    assert artifact.load(folder).version == tiny.version
    rewrite(folder, LAYOUT.card, lambda card: card | {"name": "another"})
    assert artifact.load(folder).version != tiny.version


def test_listed_puts_the_default_first_and_leaves_out_what_is_not_finished(tmp_path):
    for name in ("default", "runs/1/model", "runs/2/model", "runs/3/model"):
        (tmp_path / name).mkdir(parents=True)
        if not name.startswith("runs/3"):
            (tmp_path / name / LAYOUT.checksums).touch()
    assert artifact.listed(tmp_path) == [tmp_path / name for name in ("default", "runs/2/model", "runs/1/model")]
