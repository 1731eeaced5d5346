"""The live curve: a point is on the screen within two seconds, and whoever has zoomed in stays there."""

import shutil
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from tests.support.runs import occupy, reporter
from train.config import TrainConfig
from train.runs import run_folder
from train.runs.events import Epoch, Phase, Step

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"] svg'
POINTS = f"document.querySelectorAll('{CHART} .mark-symbol.role-mark path').length"
AXES = f"[...document.querySelectorAll('{CHART} .role-axis-label text')].map(text => text.textContent).join(' ')"


@pytest.fixture
def writer(models):
    """What writes the progress of a run, as its process would; another process stands for the trainer."""
    run = run_folder.create(TrainConfig(epochs=3), models)
    trainer = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    occupy(run, trainer.pid)
    report = reporter(run.folder)
    report(Phase("training", total_steps=300))
    yield report
    trainer.kill()
    trainer.wait()
    shutil.rmtree(run.folder)


def steps(writer, first, last):
    for step in range(first, last + 1):
        writer(Step(step, 1 / step, 900))


def delay(page, writer, step):
    """Seconds from a line of progress to its point on the screen."""
    before, began = page.evaluate(POINTS), time.monotonic()
    steps(writer, step, step)
    page.wait_for_function(f"before => {POINTS} > before", arg=before)
    return time.monotonic() - began


def test_points_come_within_two_seconds_and_the_zoom_stays(page, app, writer):
    steps(writer, 1, 40)
    page.goto(f"{app}/training")
    page.wait_for_function(f"() => {POINTS} == 40")
    whole = page.evaluate(AXES)
    box = page.locator(CHART).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    page.wait_for_function(f"whole => {AXES} != whole", arg=whole)
    page.wait_for_timeout(1000)
    zoomed = page.evaluate(AXES)
    assert zoomed != whole
    delays = [delay(page, writer, step) for step in range(41, 46)]
    assert page.evaluate(AXES) == zoomed
    writer(Epoch(epoch=1, step=45, loss=0.4, val_loss=0.3, val_micro_f1=0.5, val_map=0.4))
    expect(page.get_by_role("heading", name="Lowest validation loss 0.3000, in epoch 1")).to_be_visible()
    assert page.evaluate(AXES) == zoomed
    assert min(delays) < 2, delays
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function(f"zoomed => {AXES} != zoomed", arg=zoomed)
