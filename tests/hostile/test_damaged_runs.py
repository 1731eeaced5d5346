"""One bad run must not take the others, or a page, down: it is listed as damaged with its reason, and skipped."""

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from streamlit.testing.v1 import AppTest

from core.model.folder import artifact, seal
from dashboard.phrasing import BUG
from tests.support import once
from tests.support.nasty import is_one_sentence, values
from tests.support.once import once_is_enough  # noqa: F401  all pages open with the same model
from tests.support.runs import reporter
from tests.support.tiers import TIER
from train import search
from train.config import TrainConfig
from train.runs import control, run_folder
from train.runs.active import ACTIVE
from train.runs.events import Done, Epoch, Phase, Step
from train.runs.guards import READONLY

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("predict", "explore", "training", "metrics", "batch", "about")
HUGE = "1" + "0" * 400


def finished(models: Path) -> run_folder.Run:
    run = run_folder.create(TrainConfig(epochs=2), models)
    report = reporter(run.folder)
    report(Phase("training", 2, 3.0))
    report(Step(1, 0.5, 100))
    report(Epoch(1, 1, 0.5, 0.4, 0.3, 0.2, 100, 9))
    report(Done({"micro_f1": 0.5}, str(run.out)))
    return run


def look_at_everything(models: Path, capsys=None) -> None:
    """What every page and the command line ask of all runs."""
    for run in control.listed(models):
        _ = run.state, run.progress.share, run.progress.seconds_left, run.resumable, run.stop_requested
    control.compare(models=models, every_setting=True)
    control.curves(models=models)
    control.running(models)
    control.queue(models)
    control.active(models)
    control.estimate(TrainConfig(), models)
    assert all(is_one_sentence(reason) for reason in control.damaged(models).values())


DAMAGE = [
    *((name, content) for name in ("config.json", "status.json", "queued.json", "pid", "out.txt", "history.csv")
      for content in (b"", b"[1, 2]", b"{", b"\xff\xfe", b"\0\0\0", b"[" * 99_999, b"7")),
    ("config.json", b'{"epochs": ' + HUGE.encode() + b"}"),
    ("status.json", b'{"seconds": "x", "ending": 3}'),
    ("status.json", b'{"ending": {"event": "step", "step": 1, "loss": 2}}'),
    ("status.json", b'{"ending": {"event": "done", "metrics": {"micro_f1": %s}}}' % HUGE.encode()),
    ("status.json", b'{"ending": {"event": "done", "metrics": {}}}'),
    ("queued.json", b'{"time": "x", "arguments": {"a": 1}}'),
    ("queued.json", b'{"time": 1, "arguments": ["--out=/etc"]}'),
    ("progress.jsonl", b"[" * 99_999 + b"\n"),
    ("progress.jsonl", b'{"event": "phase", "name": "training", "planned": 3, "total_steps": %s}\n' % HUGE.encode()),
    ("progress.jsonl", b'{"event": "phase", "name": "x", "planned": 3.0}\n{"event": "epoch", "epoch": 1, "step": 1,'
                       b' "loss": 1, "val_loss": 1}\n{"event": "done", "metrics": {"micro_f1": 0.5}}\n'),
    ("progress.jsonl", b'{"event": "step", "step": "x", "loss": null}\n' * 3),
    ("progress.jsonl", b'{"event": "step", "step": 1, "loss": 1, "seconds": NaN}\n'),
    ("progress.jsonl", b'{"event": "done", "metrics": {"micro_f1": %s}}\n' % HUGE.encode()),
    ("progress.jsonl", b'{"event": "note", "text": 7}\n'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), DAMAGE, ids=[f"{n}-{i}" for i, (n, _) in enumerate(DAMAGE)])
def test_the_other_runs_are_listed_and_compared(tmp_path, monkeypatch, name, content):
    monkeypatch.setenv(READONLY, "1") if name == "queued.json" else None  # nobody starts a training here
    with monkeypatch.context() as writable:
        writable.setenv(READONLY, "")
        bad, good = finished(tmp_path), finished(tmp_path)
    (bad.folder / name).write_bytes(content)
    look_at_everything(tmp_path)
    assert good in control.listed(tmp_path)
    assert bad in {*control.listed(tmp_path), *control.damaged(tmp_path)}


@pytest.mark.parametrize("name", ["config.json", "status.json", "progress.jsonl", "queued.json", "pid", "out.txt"])
@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda path: os.symlink(path, path)], ids=["pipe", "folder", "loop"]
)
def test_what_is_no_file_is_not_waited_for(tmp_path, monkeypatch, name, make):
    bad, good = finished(tmp_path), finished(tmp_path)
    (bad.folder / name).unlink(missing_ok=True)
    make(bad.folder / name)
    monkeypatch.setenv(READONLY, "1") if name == "queued.json" else None  # nobody starts a training here
    look_at_everything(tmp_path)
    assert good in control.listed(tmp_path)


@settings(max_examples=TIER.examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values)
def test_any_json_in_any_file(tmp_path_factory, value):
    models = tmp_path_factory.mktemp("models")
    for name in ("config.json", "status.json", "progress.jsonl", "pid", "out.txt"):
        run = finished(models)
        (run.folder / name).write_bytes(json.dumps(value).encode("utf-8", "replace") + b"\n")
    (models / "runs" / "lock.json").write_text(json.dumps({"run": value, "pid": value, "started": value}))
    look_at_everything(models)


def test_a_damaged_run_is_named_with_its_reason(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(control, "MODELS", tmp_path)
    bad, odd = finished(tmp_path), finished(tmp_path)
    (bad.folder / "config.json").write_text("[]")
    odd.folder.rename(odd.folder.with_name("a\nb"))
    reasons = {run.id: reason for run, reason in control.damaged(tmp_path).items()}
    assert "holds list, not names and values" in reasons[bad.id]
    assert "name that no run has" in reasons["a\nb"]
    assert control.listed(tmp_path) == []


@pytest.mark.parametrize("content", [b"\0\0\0", b"\xff\xfe", b"", b"../../etc", b"x" * 2_000_000, b"/etc"])
def test_a_damaged_note_of_the_active_model_leaves_the_default(tmp_path, content):
    (tmp_path / ACTIVE).write_bytes(content)
    assert control.active(tmp_path) == tmp_path / "default"


def test_a_damaged_study_is_said(tmp_path):
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "search.db").write_bytes(b"SQLite format 3\0" + os.urandom(4_000))
    with pytest.raises(control.RunError, match="is damaged"):
        search.trials("search", tmp_path)


# ---- pages


@pytest.fixture(autouse=True)
def nothing_in_the_background(monkeypatch):
    once.in_the_foreground(monkeypatch)


@pytest.fixture
def models(tiny_model):
    """The models of the app, with a damaged run and a finished one among them."""
    folder = Path(os.environ["GENRELENS_MODELS"])
    run = finished(folder)
    shutil.copytree(tiny_model, run.folder / "model")
    yield folder
    shutil.rmtree(folder / "runs")


def pages(limit: int = 120):
    """Each page of the app, drawn; a page that asks to be drawn again and again fails by its time limit."""
    for name in PAGES:
        app = AppTest.from_file(str(ROOT / "dashboard" / "Home.py"), default_timeout=limit)
        app.session_state["shown_runs"] = [run.id for run in control.listed()]
        app.switch_page(f"views/{name}.py").run()
        yield app


def card_with(models: Path, **changes) -> None:
    (card,) = models.glob("runs/*/model/card.json")
    card.write_text(json.dumps(json.loads(card.read_text()) | changes))
    sums = card.with_name(artifact.LAYOUT.checksums)
    kept = [line for line in sums.read_text().splitlines() if not line.endswith("card.json")]
    sums.write_text("\n".join([*kept, f"{seal.digest(card)}  card.json"]) + "\n")


@pytest.mark.parametrize(
    "damage",
    [
        lambda models: card_with(models, metrics={"micro_f1": int(HUGE)}),
        lambda models: card_with(models, thresholds_by_hand={"set": "2020", "trained": {"Drama": -3}}),
        lambda models: next(models.glob("runs/*/status.json")).write_text("[1, 2]"),
        lambda models: next(models.glob("runs/*/progress.jsonl")).write_text(DAMAGE[-5][1].decode()),
        lambda models: next(models.glob("runs/*/config.json")).write_text("[]"),
        lambda models: next(models.glob("runs/*/config.json")).parent.rename(models / "runs" / "a\nb"),
    ],
    ids=["huge figure", "negative threshold", "status", "progress", "settings", "name"],
)
def test_no_page_breaks_down(models, damage):
    damage(models)
    for app in pages():
        assert not app.exception
        assert BUG not in [box.value for box in app.error]


@pytest.mark.parametrize("readonly", ["", "1"])
def test_without_a_model_that_opens_the_pages_come_to_rest(models, monkeypatch, readonly):
    """Without a default, when the only run is damaged, or when nothing may be promoted."""
    link = models / "default"
    target = link.readlink()
    link.unlink()
    try:
        if not readonly:
            next(models.glob("runs/*/model/vocabulary.txt")).write_text("")
        monkeypatch.setenv(READONLY, readonly)
        for app in pages(limit=20):
            assert not app.exception
            assert BUG not in [box.value for box in app.error]
    finally:
        link.symlink_to(target)
