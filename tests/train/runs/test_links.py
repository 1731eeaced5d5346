"""``models/runs`` may be a link to another disk: promoting and deleting work as ever."""

import os
import shutil

import pytest

from train.config import TrainConfig
from train.runs import control, run_folder


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A folder of models whose runs are elsewhere; a rename from one to the other fails, as between disks."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "runs").symlink_to(tmp_path / "disk")
    rename = os.replace

    def replace(source, target):
        if os.path.realpath(os.path.dirname(source)) != os.path.realpath(os.path.dirname(target)):
            raise OSError(18, "Invalid cross-device link")
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    return tmp_path / "models"


def test_a_run_on_another_disk_is_promoted_and_deleted(models, tiny_model):
    first, second = (run_folder.create(TrainConfig(), models) for _ in range(2))
    shutil.copytree(tiny_model, first.out)
    control.promote(first.id, models)
    assert control.active(models) == first.out
    control.delete(second)
    assert control.listed(models) == [first]
    assert sorted(path.name for path in (models / "runs").iterdir() if not path.name.startswith(".m")) == [first.id]


def test_the_active_model_is_never_outside(models, tmp_path, tiny_model):
    shutil.copytree(tiny_model, tmp_path / "elsewhere")
    with pytest.raises(control.RunError, match="is outside"):
        control.activate(tmp_path / "elsewhere", models)
    (models / "active.txt").write_text("../elsewhere")
    assert control.active(models) == models / "default"
