"""Many batch jobs at once: they take turns, so that a page stays quick; a short one need not wait for long ones."""

import io
import secrets
import threading
import time

from dashboard.state.background.turns import Turns
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.batch.batch_jobs import BatchJobs
from tests.support.tiers import TIER

PLOT = "A ghost haunts an old house at night and murders the family one by one."


def file(rows: int) -> io.BytesIO:
    return io.BytesIO(b"plot\n" + f"{PLOT}\n".encode() * rows)


def wait(*jobs: BatchJob, seconds: float = 240) -> None:
    until = time.monotonic() + seconds
    while any(job.state == "running" for job in jobs):
        assert time.monotonic() < until, [job.state for job in jobs]
        time.sleep(0.01)


def wait_until_left(turns: Turns) -> None:
    """A job that is done still compares its plots with the model's own; then it leaves the line."""
    until = time.monotonic() + 60
    while len(turns):
        assert time.monotonic() < until, "somebody never leaves the line"
        time.sleep(0.01)


def test_of_twelve_jobs_one_computes_at_a_time_and_all_end_whole(tiny, monkeypatch):
    inside, most, lock = 0, 0, threading.Lock()
    predict = tiny.predict_proba

    def counted(plots):
        nonlocal inside, most
        with lock:
            inside, most = inside + 1, max(most, inside + 1)
        time.sleep(0.02)
        answer = predict(plots)
        with lock:
            inside -= 1
        return answer

    monkeypatch.setattr(tiny, "predict_proba", counted)
    jobs = [BatchJob("films.csv", file(TIER.crowd_rows)) for _ in range(12)]
    for job in jobs:
        job.start(tiny, "plot", None)
    wait(*jobs)
    assert [(job.state, job.rows) for job in jobs] == [("done", TIER.crowd_rows)] * 12
    assert most == 1


def test_a_short_job_does_not_wait_until_a_long_one_ends(tiny):
    turns = Turns(seconds=0.05)
    long, short = BatchJob("long.csv", file(200_000), turns), BatchJob("short.csv", file(1), turns)
    long.start(tiny, "plot", None)
    while not long.rows:
        time.sleep(0.01)
    short.start(tiny, "plot", None)
    wait(short)
    assert short.state == "done" and long.state == "running"
    long.cancel()
    wait(long)


def test_whoever_waits_for_a_turn_can_be_cancelled(tiny):
    turns = Turns()
    with turns.line(lambda: False):
        job = BatchJob("films.csv", file(TIER.crowd_rows), turns)
        job.start(tiny, "plot", None)
        while len(turns) < 2:
            time.sleep(0.01)
        assert job.others == 1 and job.rows == 0
        job.cancel()
        wait(job)
        assert job.state == "cancelled"
    wait_until_left(turns)


def test_a_job_that_fails_lets_the_next_one_on(tiny):
    turns = Turns()
    bad, good = BatchJob("bad.csv", io.BytesIO(b"plot\n\x81\xff\n"), turns), BatchJob("good.csv", file(3), turns)
    bad.start(tiny, "plot", None)
    good.start(tiny, "plot", None)
    wait(bad, good)
    assert (bad.state, good.state) == ("failed", "done")
    wait_until_left(turns)


def test_as_many_as_may_compute_do_so_at_once():
    turns, met = Turns(at_once=3), threading.Barrier(3, timeout=60)

    def work() -> None:
        with turns.line(lambda: False):
            met.wait()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not met.broken


def test_turns_go_round():
    turns, order = Turns(seconds=0), []

    def work(name: str) -> None:
        with turns.line(lambda: False) as turn:
            for _ in range(5):
                order.append(name)
                time.sleep(0.05)
                turn.stop()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    with turns.line(lambda: False):
        for number, thread in enumerate(threads):
            thread.start()
            while len(turns) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert "".join(order) == "abc" * 5


def test_a_job_begins_once_however_often_it_is_started(tiny):
    turns = Turns()
    job = BatchJob("films.csv", file(TIER.crowd_rows), turns)
    with turns.line(lambda: False):
        job.start(tiny, "plot", None)
        job.start(tiny, "plot", None)
        while len(turns) < 2:  # this test and the job
            time.sleep(0.01)
        time.sleep(0.3)
        assert len(turns) == 2
    wait(job)
    assert job.rows == TIER.crowd_rows


def test_a_token_is_of_128_bits_and_nothing_near_it_opens_the_job(monkeypatch):
    asked = []
    made = secrets.token_urlsafe
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size: asked.append(size) or made(size))
    jobs = BatchJobs()
    job = jobs.add("films.csv", file(1))
    assert asked == [16]
    for near in (job.id[:-1], job.id + "A", job.id.swapcase(), "", f" {job.id}", job.source.parent.name):
        assert jobs.visit(near) is None
    assert jobs.visit(job.id) is job
    assert job.id not in str(job.source), "a temporary folder's name is no secret"
