"""Batch jobs of several visitors: each has its own by its address, for a day, and nobody loses one to another."""

import io

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import TableError
from dashboard.state.batch import batch_job, batch_jobs, batch_result
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.batch.batch_jobs import KEPT, BatchJobs, JobsFull
from dashboard.state.cache import batch
from tests.dashboard.conftest import ROOT, ended

PLOTS = b"title,plot\nA,A ghost haunts an old house at night.\nB,Two people fall in love at a wedding.\n"


@pytest.fixture
def visitor(folder):
    """Open the Batch page as a visitor of one's own: ``visitor()``, or with the token of an address."""

    def arrive(token: str | None = None) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard" / "Home.py"), default_timeout=120)
        app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
        app.switch_page("views/batch.py")
        if token is not None:
            app.query_params["job"] = token
        app.run()
        assert not app.exception
        return app

    return arrive


def upload(page: AppTest, name: str = "films.csv") -> AppTest:
    page.file_uploader(key="batch_file").set_value((name, PLOTS, "text/csv")).run()
    assert not page.exception
    return page


def token(page: AppTest) -> str:
    value = page.query_params["job"]
    return value if isinstance(value, str) else value[0]


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.info, page.error, page.warning, page.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def tag(page: AppTest) -> AppTest:
    page.button(key="batch_start").click().run()
    ended(batch.jobs().visit(token(page)))
    page.run()
    assert "Tagged 2 rows" in said(page)
    return page


def test_the_time_left_counts_from_the_first_rows_and_falls_while_nothing_is_heard(monkeypatch):
    """The first rows wait for a turn and the model; between two chunks the time left grew by the second."""
    now = [100.0]
    monkeypatch.setattr(batch_job.time, "monotonic", lambda: now[0])
    job = BatchJob("films.csv", io.BytesIO(PLOTS))
    try:
        for at, share, left in ((105.0, 0.01, None), (110.0, 0.01 + 0.09, 50.0), (115.0, 0.01 + 0.18, 45.0)):
            now[0] = at
            job._progress(1, share)
            assert job.seconds_left == (left and pytest.approx(left))
        now[0] = 118.0
        assert job.seconds_left == pytest.approx(42.0)
    finally:
        job.discard()


@pytest.mark.parametrize("finished", [False, True])
def test_six_uploads_by_others_take_nobody_s_job_away(visitor, finished):
    mine = upload(visitor())
    if finished:
        tag(mine)
    for number in range(6):
        upload(visitor(), f"other{number}.csv")
    mine.run()
    assert not mine.file_uploader and not mine.exception
    assert ("Tagged 2 rows of films.csv" in said(mine)) == finished
    assert bool([button for button in mine.button if button.key == "batch_start"]) != finished


def test_a_reload_leads_back_to_the_job_and_to_its_result(visitor):
    page = upload(visitor())
    again = visitor(token(page))
    assert "films.csv" in said(again) and not again.file_uploader
    tag(again)
    assert "Tagged 2 rows of films.csv" in said(visitor(token(page)))


def test_the_address_is_believed_before_the_session(visitor):
    one, other = upload(visitor(), "one.csv"), upload(visitor(), "other.csv")
    other.query_params["job"] = token(one)
    other.run()
    assert "one.csv" in said(other) and "other.csv" not in said(other)


def test_the_address_is_right_from_the_upload_on_also_after_a_job_that_is_gone(visitor):
    page = visitor("a-token-of-yesterday")
    assert "are gone" in page.warning[0].value and page.file_uploader
    upload(page)
    assert not page.warning and token(page) == page.session_state[batch.KEY] != "a-token-of-yesterday"


def test_a_result_that_was_removed_in_another_tab_says_so(visitor):
    page = tag(upload(visitor()))
    address = token(page)
    visitor(address).button(key="batch_other").click().run()
    page.run()
    assert "are gone" in page.warning[0].value and page.file_uploader and not page.error


def test_a_result_whose_file_is_gone_says_so_and_offers_no_download(visitor):
    page = tag(upload(visitor()))
    assert page.download_button
    batch.jobs().visit(token(page)).tagged.unlink()
    page.run()
    assert "are gone" in page.warning[0].value and not page.download_button and not page.error
    assert page.button(key="batch_other")


def test_a_new_file_after_one_s_own_is_no_loss(visitor):
    page = upload(visitor())
    page.button(key="batch_other").click().run()
    assert not page.warning and page.file_uploader and "job" not in page.query_params


@pytest.mark.parametrize("odd", ["x" * 100_000, "\x00", "<b>[x](http://x)</b>", "../..", "\U0001f600"])
def test_an_address_of_no_job_is_answered_and_not_repeated(visitor, odd):
    page = visitor(odd)
    assert "are gone" in page.warning[0].value and page.file_uploader
    assert odd not in said(page)


def test_beyond_the_bound_a_newcomer_waits_and_the_others_keep_theirs(visitor, monkeypatch):
    monkeypatch.setattr(batch_jobs, "MOST_JOBS", 2)
    one, other = upload(visitor(), "one.csv"), upload(visitor(), "other.csv")
    newcomer = visitor()
    assert not newcomer.file_uploader and "removes none of them for another" in newcomer.info[0].value
    assert "One goes in 23 h 5" in newcomer.info[0].value or "One goes in 24 h" in newcomer.info[0].value
    assert "one.csv" in said(one.run()) and "other.csv" in said(other.run())
    one.button(key="batch_other").click().run()
    newcomer.button(key="batch_again").click().run()
    assert newcomer.file_uploader and not newcomer.info


# ---- the jobs themselves


class Clock:
    """Hours as a test likes them."""

    def __init__(self) -> None:
        self.hours = 0.0

    def __call__(self) -> float:
        return self.hours * 3600


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(clock) -> BatchJobs:
    return BatchJobs(clock)


def test_a_job_lives_a_day_after_the_last_visit(jobs, clock):
    job = jobs.add("films.csv", io.BytesIO(PLOTS))
    folder = job.source.parent
    for hours in (23.9, 47.8, 71.7):
        clock.hours = hours
        assert jobs.visit(job.id) is job
    clock.hours = 71.7 + KEPT / 3600 + 0.1
    jobs.sweep()
    assert not folder.exists() and jobs.visit(job.id) is None


def test_a_job_that_runs_is_not_removed_and_its_day_begins_when_it_ends(jobs, clock):
    job = jobs.add("films.csv", io.BytesIO(PLOTS))
    job.state = "running"
    clock.hours = 100
    jobs.sweep()
    job.state = "done"
    clock.hours = 123
    jobs.sweep()
    assert job.source.exists()
    clock.hours = 125
    assert jobs.visit(job.id) is None and not job.source.exists()


def test_the_bytes_of_all_jobs_are_bounded(jobs, monkeypatch):
    monkeypatch.setattr(batch_jobs, "MOST_BYTES", 2 * len(PLOTS))
    kept = [jobs.add("films.csv", io.BytesIO(PLOTS)) for _ in range(2)]
    with pytest.raises(JobsFull, match="room for"):
        jobs.add("films.csv", io.BytesIO(PLOTS))
    assert [jobs.visit(job.id) for job in kept] == kept


def test_an_upload_that_fails_takes_no_place(jobs, monkeypatch):
    monkeypatch.setattr(batch_jobs, "MOST_JOBS", 1)
    with pytest.raises(AttributeError):
        jobs.add("films.csv", None)  # type: ignore[arg-type]
    assert jobs.add("films.csv", io.BytesIO(PLOTS)).source.exists()


def test_two_newcomers_do_not_take_the_same_place(jobs, monkeypatch):
    monkeypatch.setattr(batch_jobs, "MOST_JOBS", 1)

    class Slow(io.BytesIO):
        def read(self, *size):
            with pytest.raises(JobsFull):
                jobs.add("second.csv", io.BytesIO(PLOTS))
            return super().read(*size)

    assert jobs.add("first.csv", Slow(PLOTS)).name == "first.csv"


def test_a_download_of_a_result_that_is_gone_says_so(tiny):
    job = BatchJob("films.csv", io.BytesIO(PLOTS))
    job.start(tiny, "plot", None)
    ended(job).discard()
    for read in (batch_result.as_csv, batch_result.as_parquet, batch_result.select):
        for within in (None, 0.1):
            with pytest.raises(TableError, match="are gone"):
                read(job.tagged, within)
