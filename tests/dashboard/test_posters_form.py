"""Posters are learnt from the form on the Training page: from an uploaded archive, beside a model of one's own."""

import io
import zipfile

import pytest

from core.posters.model import own_folder
from dashboard.state.cache import trainings
from dashboard.state.poster import poster_training
from dashboard.state.poster.poster_training import PosterTraining
from tests.support import drawn
from train.posters.job import PosterJob

COLOURS = {"Horror": (20, 10, 10), "Comedy": (250, 210, 60)}
PLOTS = {"Horror": "A ghost haunts an old house.", "Comedy": "Two friends plan a wedding and everything goes wrong."}


@pytest.fixture(scope="module")
def archive():
    """Ninety films whose posters' colours say the genre, and one whose poster is missing."""
    out, rows = io.BytesIO(), ["title,plot,genres,poster,split"]
    with zipfile.ZipFile(out, "w") as packed:
        for i in range(90):
            genre = "Horror" if i % 2 else "Comedy"
            packed.writestr(f"{i}.jpg", drawn.saved(drawn.poster(COLOURS[genre], (96, 144), seed=i)))
            side = "validation" if i % 6 < 2 else "test" if i % 6 < 3 else "train"
            rows.append(f"Film {i},{PLOTS[genre]},{genre},{i}.jpg,{side}")
        packed.writestr("films.csv", "\n".join([*rows, "Lost,A ghost.,Horror,lost.jpg,train"]))
    return out.getvalue()


@pytest.mark.slow
def test_an_uploaded_archive_is_learnt_beside_a_model(app, archive, folder):
    page = app.switch_page("views/explore.py").run()
    page.selectbox(key="data").set_value("an upload").run()
    page.file_uploader(key="upload").set_value(("films.zip", archive, "application/zip")).run()
    page.query_params["tab"] = "Posters"
    page = page.switch_page("views/training.py").run()
    page.session_state["tab"] = "Posters"
    page.run()
    page.selectbox(key="posters_data").set_value("your upload").run()
    page.button(key="posters_train").click().run()
    assert not page.exception and not page.error
    training = trainings.of_posters().last
    training.wait(300)
    assert training.state == "done", training.error
    page.run()
    assert not page.exception
    assert any("Learnt from 45 posters of films.zip" in element.value for element in page.success)
    left_out = next(it.value for it in page.dataframe if "reason" in it.value)
    assert "lost.jpg is not in the archive" in left_out["reason"].iloc[0]
    place = own_folder(folder)
    assert (place / "card.json").is_file()
    assert not [path for path in place.parent.rglob("*") if path.suffix in (".jpg", ".zip")], "no image is kept"


def test_a_stop_is_heard_before_the_next_poster(archive, tiny_model, tmp_path, monkeypatch):
    (tmp_path / "films.zip").write_bytes(archive)
    training = PosterTraining(PosterJob(tmp_path / "films.zip", tiny_model, tmp_path / "out"))
    training.stop()
    training.wait(120)
    assert training.state == "stopped" and not (tmp_path / "out").exists()


def test_only_one_is_learnt_at_a_time(archive, tiny_model, tmp_path):
    (tmp_path / "films.zip").write_bytes(archive)
    job = PosterJob(tmp_path / "films.zip", tiny_model, tmp_path / "out")
    trainings = poster_training.PosterTrainings()
    first = trainings.start(job)
    with pytest.raises(poster_training.RunError, match="already"):
        trainings.start(job)
    first.stop()
    first.wait(120)
    trainings.start(job).stop()


def test_without_a_model_of_ones_own_the_form_says_what_is_missing(app):
    page = app.switch_page("views/training.py").run()
    page.session_state["tab"] = "Posters"
    page.run()
    assert any("Train a model first" in element.value for element in page.info)
