"""A ZIP archive of a table and its posters on the Batch page: posters count, and what is wrong with one is said."""

import io
import zipfile

import numpy as np
import pyarrow.parquet as pq
import pytest

from core.posters.classifier import PosterClassifier
from dashboard.state.cache import batch
from tests.dashboard.conftest import ended
from tests.support import drawn

GHOST, LOVE = "A ghost haunts an old house at night and murders the family.", "Two people fall in love at a wedding."
TABLE = f"title,plot,image\nA,{GHOST},posters/a.jpg\nB,{LOVE},b.png\nC,{LOVE},none.jpg\nD,{LOVE},page.jpg\n"
POSTER = drawn.saved(drawn.poster())


@pytest.fixture(scope="module")
def archive():
    """The archive; its pictures come before its table."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("films/posters/a.jpg", POSTER)
        packed.writestr("films/posters/page.jpg", b"<html></html>")
        packed.writestr("films/b.png", drawn.saved(drawn.poster((10, 60, 120)), "PNG"))
        packed.writestr("films/films.csv", TABLE)
    return out.getvalue()


def box(page):
    return next((it for it in page.selectbox if it.label == "Column with the posters"), None)


def test_posters_in_an_archive_count_and_problems_are_said(app, archive):
    page = app.switch_page("views/batch.py").run()
    page.file_uploader(key="batch_file").set_value(("films.zip", archive, "application/zip")).run()
    assert not page.exception
    assert box(page).value == "image", "the column that names pictures is proposed"
    page.button(key="batch_start").click().run()
    job = ended(batch.jobs().visit(page.session_state[batch.KEY]))
    page.run()
    assert not page.exception
    told = " ".join(element.value for element in (*page.success, *page.error))
    assert "2 posters could not be used; the column *poster_problem* says why." in told
    assert job.share == pytest.approx(1.0, abs=0.05), "of the table, not of the archive"
    result = pq.read_table(job.tagged)
    problems = result["poster_problem"].to_pylist()
    assert problems[:2] == ["", ""] and "not in the archive" in problems[2] and "no JPEG" in problems[3]
    shipped = PosterClassifier.load()
    scores = np.array([result[f"p_{genre}"].to_pylist() for genre in shipped.classes_]).T
    assert np.allclose(scores[0], shipped.predict_proba([GHOST], [POSTER])[0], atol=1e-5)
    assert np.allclose(scores[2], shipped.plots.predict_proba([LOVE])[0], atol=1e-5)
    assert sorted(path.name for path in job.source.parent.rglob("*")) == ["films.zip", "result", "tagged.parquet"]
    page.button(key="batch_other").click().run()
    page.file_uploader(key="batch_file").set_value(("plain.csv", TABLE.encode(), "text/csv")).run()
    assert box(page) is None, "there are no pictures"
