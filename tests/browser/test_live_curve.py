"""The live curve: a point is on the screen within two seconds, and whoever has zoomed in stays there."""

import shutil
import subprocess
import sys
import time

import pytest

from train import folder, lock, progress
from train.config import TrainConfig

pytestmark = pytest.mark.browser

PLOT = "document.querySelector('.js-plotly-plot')"
POINTS = f"{PLOT} && {PLOT}.data ? {PLOT}.data[0].y.length : 0"
RANGE = f"{PLOT}._fullLayout.xaxis.range.map(Number)"


@pytest.fixture
def writer(models):
    """What writes the progress of a run, as its process would; another process stands for the trainer."""
    run = folder.create(TrainConfig(epochs=3), models)
    trainer = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    run.claim(trainer.pid)
    with lock.mutex(models):
        lock.give(models, run.id, trainer.pid)
    written = progress.ProgressWriter(run.folder)
    written.write("phase", name="training", total_steps=300)
    yield written
    trainer.kill()
    trainer.wait()
    shutil.rmtree(run.folder)


def steps(writer, first, last):
    for step in range(first, last + 1):
        writer.write("step", step=step, loss=1 / step, words_per_second=900)


def test_points_come_within_two_seconds_and_the_zoom_stays(page, app, writer):
    steps(writer, 1, 40)
    page.goto(f"{app}/training")
    page.wait_for_function(f"() => ({POINTS}) == 40")
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    x, y = box["x"], box["y"] + box["height"] / 2
    page.mouse.move(x + box["width"] * 0.2, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] * 0.5, y + 5, steps=5)
    page.mouse.up()
    page.wait_for_function(f"() => {RANGE}[1] < 30")
    zoomed = page.evaluate(RANGE)
    delays = []
    for step in range(41, 46):
        began = time.monotonic()
        steps(writer, step, step)
        page.wait_for_function(f"() => ({POINTS}) == {step}")
        delays.append(time.monotonic() - began)
    assert page.evaluate(RANGE) == pytest.approx(zoomed)
    assert min(delays) < 2, delays
