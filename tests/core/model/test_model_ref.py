"""A reference to a model follows its content and reads nothing twice."""

import os
import shutil
from pathlib import Path

from core.model.folder import artifact
from core.model.folder.model_ref import MISSING, ModelRef


def sealed(folder: Path, content: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "SHA256SUMS").write_text(content)
    return folder


def test_the_version_is_that_of_the_opened_model(tiny_model):
    assert ModelRef.of(tiny_model) == ModelRef(tiny_model, artifact.load(tiny_model).version)
    assert ModelRef.of(str(tiny_model)) == ModelRef.of(tiny_model)


def test_equal_references_are_one_key(tmp_path):
    folder = sealed(tmp_path / "model", "a")
    assert len({ModelRef.of(folder), ModelRef.of(folder)}) == 1


def test_nothing_is_read_again_while_nothing_changed(tmp_path, monkeypatch):
    folder = sealed(tmp_path / "model", "a")
    first = ModelRef.of(folder)
    monkeypatch.setattr(Path, "read_bytes", lambda path: (_ for _ in ()).throw(AssertionError(f"{path} is read")))
    assert ModelRef.of(folder) == first


def test_a_change_is_noticed(tmp_path):
    folder = sealed(tmp_path / "model", "a")
    versions = [ModelRef.of(folder).version]
    sealed(folder, "bb")  # another size
    versions.append(ModelRef.of(folder).version)
    (folder / "SHA256SUMS").write_text("cc")  # the same size, another date
    os.utime(folder / "SHA256SUMS", ns=(1, 1))
    versions.append(ModelRef.of(folder).version)
    shutil.move(folder, tmp_path / "old")  # the same size and date, another file
    os.utime(sealed(folder, "dd") / "SHA256SUMS", ns=(1, 1))
    versions.append(ModelRef.of(folder).version)
    assert len(set(versions)) == 4


def test_no_model_has_a_version_too(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere", Path("null\0byte")):
        assert ModelRef.of(place).version == MISSING
