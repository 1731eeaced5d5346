"""Tagging again: what has not changed is kept by its content, and what a person decided is never replaced."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from core.cli import main
from core.tag.again import tag_again as again
from core.tag.again.previous import Previous
from data.sources import registry
from tests.support.asked import listening

ROOT = Path(__file__).resolve().parents[3]
STAMPS = ["tagged_by", "tagged_on", "locked", "model_says"]


@pytest.fixture(scope="module")
def films():
    frame = registry.load("open_plots").frame
    return pd.DataFrame({"id": [f"f{i}" for i in range(60)], "title": frame["title"][:60], "plot": frame["plot"][:60]})


@pytest.fixture(params=["csv", "parquet"])
def kind(request):
    return request.param


@pytest.fixture
def tag(tiny_model, tmp_path, kind, capsys):
    """Tag a table into a file called ``out``; gives the result and what was printed."""

    def call(table, out, *more, model=tiny_model, code=0):
        source = write(table, tmp_path / f"{out}-in.csv")
        place = tmp_path / f"{out}.{kind}"
        given = [str(tmp_path / f"{name}.{kind}") if name.startswith("old") else name for name in map(str, more)]
        command = ["predict", str(source), "--out", str(place), "--text-column", "plot", "--model", str(model), *given]
        assert main(command) == code
        said = capsys.readouterr()
        return (read(place), said.out) if code == 0 else (None, said.err)

    return call


def write(table, path):
    table.to_parquet(path) if path.suffix == ".parquet" else table.to_csv(path, index=False)
    return path


def read(path):
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    texts = [*STAMPS, "predicted", "reading"]
    frame = pd.read_csv(path, dtype=dict.fromkeys(texts, str))
    return frame.fillna({name: "" for name in texts if name in frame})


@pytest.fixture
def counted(monkeypatch):
    """The plots that a model was asked about."""
    return listening(monkeypatch, again)


def test_only_new_and_changed_plots_are_tagged_and_the_result_is_that_of_a_full_run(films, tag, tiny, counted):
    old, _ = tag(films, "old")
    table = films.sample(frac=1, random_state=1).reset_index(drop=True)
    table.loc[7, "plot"] = "A ghost haunts an old house at night."
    table.loc[60] = ["f60", "New", "A war begins and two soldiers fall in love."]
    new, said = tag(table, "new", "--previous", "old")
    full, _ = tag(table, "full")
    assert sorted(counted) == sorted(table.loc[[7, 60], "plot"])
    assert "Tagged: 1 new, 1 changed. Kept: 59 unchanged." in said
    assert list(new) == [*full, *STAMPS]
    pd.testing.assert_frame_equal(new[list(full)], full, atol=2e-6)
    assert set(new["tagged_by"]) == {tiny.version}
    assert set(new["tagged_on"]) <= {datetime.now(UTC).date().isoformat()}
    assert (new["locked"] == "").all()


def test_a_decision_is_never_replaced_and_a_disagreement_is_told(films, tag, tmp_path, kind, counted):
    old, _ = tag(films, "old")
    old["locked"] = ""
    old.loc[3, ["predicted", "locked"]] = ["Western|War", "yes"]
    old.loc[4, ["locked"]] = "yes"
    write(old, tmp_path / f"old.{kind}")
    table = films.copy()
    table.loc[3, "plot"] = "A ghost haunts an old house at night."
    new, said = tag(table, "new", "--previous", "old", "--all")
    assert new.loc[3, "predicted"] == "Western|War" and new.loc[3, "locked"] == "yes", "by its id, though rewritten"
    assert set(new.loc[3, "model_says"].split("|")) != {"Western", "War"} and new.loc[3, "model_says"]
    assert (new.loc[4, "predicted"], new.loc[4, "model_says"]) == (old.loc[4, "predicted"], "")
    assert "2 rows decided by people, left alone; the model disagrees on 1 (column model_says)." in said
    old_again, _ = tag(table, "newer", "--previous", str(tmp_path / f"new.{kind}"))
    assert old_again["locked"].tolist() == new["locked"].tolist(), "and so the next time"


def test_an_export_of_review_is_kept(films, tag, tmp_path):
    tag(films, "old")
    export = pd.DataFrame({"plot": films["plot"][:2], "labels": ["Western", "War"], "action": ["decided", "skipped"]})
    export.assign(proposed="", who="me", at="now").to_csv(tmp_path / "review.csv", index=False)
    new, said = tag(films, "new", "--previous", "old", "--decided", tmp_path / "review.csv")
    assert new.loc[0, "predicted"] == "Western" and new["locked"].tolist() == ["yes"] + [""] * 59
    assert "1 row decided by people" in said


def test_rows_of_another_model_are_kept_until_all_is_asked_for(films, tag, tiny, shipped, tmp_path, kind):
    tag(films, "old")
    first, _ = tag(films[:50], "old2", "--previous", "old")
    first["tagged_by"] = "another00000"
    write(first, tmp_path / f"old2.{kind}")
    kept, said = tag(films, "kept", "--previous", "old2")
    assert "Kept: 50 unchanged. 50 kept rows are another model's: --all tags them again." in said
    assert kept["tagged_by"].tolist() == ["another00000"] * 50 + [tiny.version] * 10
    every, said = tag(films, "every", "--previous", "old2", "--all")
    assert "10 new, 0 changed, 50 that another model had tagged" in said
    assert set(every["tagged_by"]) == {tiny.version}


def test_a_result_that_does_not_say_who_made_it_is_tried(films, tag, tmp_path, kind, counted):
    old, _ = tag(films, "old")
    shares = [name for name in old if name.startswith("p_")]
    old[shares] = old[shares] * 0.9
    write(old, tmp_path / f"old.{kind}")
    new, said = tag(films, "new", "--previous", "old")
    assert "60 kept rows are another model's" in said and not counted
    assert new["tagged_by"].eq("").all()


def test_other_genres_need_all(films, tag, tmp_path, kind):
    old, _ = tag(films, "old")
    write(old.rename(columns={"p_Drama": "p_Opera"}), tmp_path / f"old.{kind}")
    _, said = tag(films, "new", "--previous", "old", code=2)
    assert "has other genres than this model" in said and "--all" in said
    new, said = tag(films, "new", "--previous", "old", "--all")
    assert "60 that another model had tagged" in said and new["p_Drama"].notna().all()


@pytest.mark.parametrize(
    "more, said",
    [
        (["--all"], "go with --previous"),
        (["--previous", "{in}"], "it is no result of predict"),
        (["--previous", "old", "--promise", ".9"], "Leave out --against, --promise and posters."),
        (["--previous", "old", "--decided", "{in}"], "Give a file that Review has exported."),
    ],
)
def test_what_does_not_go_together_is_said(films, tag, tmp_path, more, said):
    tag(films[:5], "old")
    source = str(write(films[:5], tmp_path / "films.csv"))
    assert said in tag(films[:5], "new", *[source if word == "{in}" else word for word in more], code=2)[1]


def test_no_text_is_held(tiny, films, tag, tmp_path, kind):
    tag(films, "old")
    previous = Previous(tmp_path / f"old.{kind}", "plot", tiny)
    assert isinstance(previous.rows, np.memmap)
    assert not set(films["plot"]) & set(previous.texts)


def catalogue(folder, films):
    folder.mkdir()
    for part in range(3):
        films[part * 20 : part * 20 + 20].to_parquet(folder / f"{part}.parquet")
    return folder


def test_a_killed_run_over_a_catalogue_is_taken_up_again(films, tiny_model, tmp_path, capsys):
    first = catalogue(tmp_path / "first", films)
    model = ["--model", str(tiny_model)]
    assert main(["predict", str(first), "--out", str(tmp_path / "old"), *model]) == 0
    changed = films.assign(plot=[f"{plot} War." if i % 20 == 0 else plot for i, plot in enumerate(films["plot"])])
    second = catalogue(tmp_path / "second", changed)
    command = ["predict", str(second), "--out", str(tmp_path / "new"), "--previous", str(tmp_path / "old"), *model]
    running = subprocess.Popen([sys.executable, "-m", "core", *command], cwd=ROOT, stderr=subprocess.DEVNULL)
    for _ in range(6_000):
        if list(tmp_path.glob("new/*.parquet")) or running.poll() is not None:
            break
        time.sleep(0.01)
    if running.poll() is None:
        os.kill(running.pid, signal.SIGKILL)
    running.wait()
    done = {path: path.stat().st_mtime_ns for path in tmp_path.glob("new/*.parquet")}
    assert done
    capsys.readouterr()
    assert main(command) == 0
    assert {path: path.stat().st_mtime_ns for path in done} == done, "what was finished is left as it is"
    rows = pq.read_table(tmp_path / "new").to_pandas().sort_values("id")
    assert len(rows) == 60 and (rows["tagged_by"] != "").all()
    assert main([*command, "--all"]) == 2
    assert "was made with another --previous, --all or --decided" in capsys.readouterr().err
