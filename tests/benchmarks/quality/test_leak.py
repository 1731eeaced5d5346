"""The benchmark that shows the leak: its episodes, and that a run obeys the split it is asked for."""

import pytest

from benchmarks.quality import leak
from core.errors import TableError
from data import split
from data.quality import check
from data.sources import registry
from train import job
from train.config import ConfigError, TrainConfig
from train.runs.events import Phase


@pytest.fixture(scope="module")
def episodes(tmp_path_factory):
    return registry.load(str(leak.build(tmp_path_factory.mktemp("leak"), seed=7)))


def test_people_recur_within_a_series_and_nowhere_else(episodes):
    frame = episodes.frame
    surname = frame["series"].str.extract(r'"(\w+)"', expand=False)
    assert len(frame) > 2000 and frame["series"].nunique() > 100
    for name in surname.unique()[:20]:
        tells = frame["plot"].str.contains(rf"\b{name}\b")
        assert tells.sum() >= leak.EPISODES / 2
        assert (surname[tells] == name).all()


def test_random_split_leaks_and_ours_does_not(episodes):
    assert check.across(split.title_groups(episodes.frame), split.assign(episodes.frame)) == []
    random = split.assign(episodes.frame, method="random")
    assert len(check.across(split.title_groups(episodes.frame), random)) > 100


def test_a_run_obeys_the_split_it_is_asked_for(tmp_path):
    path = tmp_path / "films.csv"
    registry.load("open_plots").frame.assign(split="train").to_csv(path, index=False)

    class Heard(Exception):
        pass

    def report(event):
        if event == Phase("building the vocabulary"):
            raise Heard

    for method, outcome in (("title", TableError), ("random", Heard)):
        with pytest.raises(outcome):
            job.run(TrainConfig(data=str(path), split=method), tmp_path / "model", report, stop=lambda: False)
    with pytest.raises(ConfigError, match="title or random"):
        TrainConfig(split="odd")
