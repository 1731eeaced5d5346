"""Model folders from strangers: many ways to change a good one, each refused with the file named, or harmless.

The checksums are written anew after each change, as a stranger would, so that the changed file reaches its reader.
"""

import json
import random
import shutil
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import ArtifactError
from core.model import artifact, untrusted
from core.model.artifact import LAYOUT
from core.model.classifier import GenreClassifier
from tests.hostile.nasty import TEXTS, is_one_sentence
from tests.support.tiers import TIER

MUTATIONS = TIER.mutations
PLOTS = ["A detective finds a murder in an old house.", "The war of ghosts"]
SHORT = [text for text in TEXTS if len(text) < 300]
LIGHT = [name for name in LAYOUT.hashed() if name not in (LAYOUT.onnx, LAYOUT.keras)]


def mutated(content: bytes, dice: random.Random) -> bytes:
    """The content with flipped bits, a cut, a swapped or repeated piece, or a number that says it is huge."""
    changed = bytearray(content)
    at, size = dice.randrange(len(changed)), dice.choice([1, 2, 4, 8, 64])
    kind = dice.randrange(6)
    if kind == 0:
        for _ in range(size):
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    elif kind == 1:
        del changed[at:]
    elif kind == 2:
        del changed[at : at + size]
    elif kind == 3:
        other = dice.randrange(len(changed))
        changed[at : at + size] = changed[other : other + size]
    elif kind == 4:
        changed[at:at] = dice.choice([b"\xff" * size, b"\0" * size, b"9" * size, b"[" * size, b"-", b"1e999", b'"'])
    else:
        changed[at : at + size] = dice.choice([b"\xff", b"\x7f", b"\0"]) * size
    return bytes(changed)


def use(folder) -> str:
    """Open a folder and read all that the app reads of it; says how it went."""
    try:
        model = GenreClassifier.load(folder)
        probabilities = model.predict_proba(PLOTS)
        assert np.isfinite(probabilities).all() and probabilities.shape == (2, len(model.classes_))
        assert model.predict(PLOTS)
    except ArtifactError as error:
        return named(error, folder)
    outcome = "harmless"
    parts = model.artifact
    for read in (parts.evaluation, parts.words, lambda: parts.history, lambda: parts.readme):
        try:
            read()
        except ArtifactError as error:
            outcome = named(error, folder)
    return outcome


def named(error: ArtifactError, folder) -> str:
    """``refused``, once the sentence names the folder or a file in it."""
    assert is_one_sentence(error), error
    assert str(folder) in str(error)
    return "refused"


@pytest.fixture
def folder(tiny_model, tmp_path):
    return shutil.copytree(tiny_model, tmp_path / "model")


def test_changes_of_the_light_files(folder, tiny_model):
    seen = {"refused": 0, "harmless": 0}
    for seed in range(MUTATIONS * 7 // 10):
        dice = random.Random(seed)
        name = LIGHT[seed % len(LIGHT)]
        good = (tiny_model / name).read_bytes()
        (folder / name).write_bytes(
            mutated(good, dice) if seed % 10 else (tiny_model / dice.choice(LIGHT)).read_bytes()
        )
        assert named_by_checksum(folder, good, name)
        artifact.write_checksums(folder)
        seen[use(folder)] += 1
        (folder / name).write_bytes(good)
        artifact.write_checksums(folder)
    assert min(seen.values()) > MUTATIONS // 50, seen


def named_by_checksum(folder, good, name) -> bool:
    """Before the checksums are written anew, the change is noticed and its file named; an empty change aside."""
    if (folder / name).read_bytes() == good:
        return True
    with pytest.raises(ArtifactError, match=name.replace(".", r"\.")):
        artifact.load(folder)
    return True


CHILD = """
import random, sys
from pathlib import Path
from core.model import artifact
from core.model.artifact import LAYOUT
from tests.hostile.test_model_folders import mutated, use
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
good = (folder / name).read_bytes()
inside = good.rfind(b"embedding") + 200  # most of the file is weights: half of the changes go elsewhere
for seed in range(count):
    dice = random.Random(seed)
    head = dice.randrange(2_000, 20_000)
    parts = (good[:-head], good[-head:]) if seed % 2 else (b"", good)
    print(seed, flush=True)
    (folder / name).write_bytes(parts[0] + mutated(parts[1], dice))
    artifact.write_checksums(folder)
    print(use(folder), flush=True)
"""


def in_a_process(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, (done.returncode, done.stdout[-300:], done.stderr[-2_000:])
    return done.stdout.split()


def test_changes_of_the_network_do_not_end_the_process(folder):
    """In a process of its own: ONNX Runtime is not Python, and could take the test down with it."""
    count = MUTATIONS * 3 // 10
    said = in_a_process(CHILD, folder, LAYOUT.onnx, count)
    assert said.count("refused") + said.count("harmless") == count
    assert said.count("refused") > count // 6


KERAS = """
import os, random, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from pathlib import Path
from core.model.artifact import LAYOUT
from core.errors import ArtifactError
from core.explanations.methods import integrated_gradients
from tests.hostile.test_model_folders import mutated
folder = Path(sys.argv[1])
path = folder / LAYOUT.keras
good = path.read_bytes()
for seed in range(int(sys.argv[2])):
    path.write_bytes(mutated(good, random.Random(seed)))
    try:
        integrated_gradients._opened(path)
        print("harmless")
    except ArtifactError as error:
        assert path.name in str(error)
        print("refused")
"""


@pytest.mark.slow
def test_changes_of_what_keras_opens(folder):
    said = in_a_process(KERAS, folder, 60)
    assert said.count("refused") + said.count("harmless") == 60


def rewritten(path, change):
    """Change config.json inside a .keras file."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members = change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_keras_never_sees_code_or_strange_layers(folder):
    path = folder / LAYOUT.keras
    untrusted.keras_archive(path)
    lambda_layer = {
        "module": "keras.layers",
        "class_name": "Lambda",
        "config": {"function": {"class_name": "__lambda__"}},
    }
    anything = {"module": "builtins", "class_name": "eval", "config": "1"}
    huge = {"units": 10**12}
    for part in (lambda_layer, anything, huge, {"class_name": ["x"]}, {"class_name": "os.system"}):
        content = path.read_bytes()
        rewritten(
            path,
            lambda members, part=part: (
                members | {"config.json": json.dumps({"was": json.loads(members["config.json"]), "more": [part]})}
            ),
        )
        with pytest.raises(ArtifactError, match="model.keras"):
            untrusted.keras_archive(path)
        path.write_bytes(content)
    rewritten(path, lambda members: members | {"assets/run.py": b"print()"})
    with pytest.raises(ArtifactError, match="other files"):
        untrusted.keras_archive(path)


def test_pickles_are_never_read(folder, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "executed"), "w"))

    trap = np.array([[Trap()] * 3], dtype=object)
    np.savez(folder / LAYOUT.evaluation, y_true=trap, y_score=trap)
    artifact.write_checksums(folder)
    assert use(folder) == "refused"
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("name", ["name", "created", "data", "metrics", "packages", "score_where", "baseline"])
@pytest.mark.parametrize("value", [7, [], {"micro_f1": "high"}, True])
def test_a_card_of_other_kinds_is_refused(folder, name, value):
    card = json.loads((folder / LAYOUT.card).read_text(encoding="utf-8"))
    (folder / LAYOUT.card).write_text(json.dumps(card | {name: value}), encoding="utf-8")
    artifact.write_checksums(folder)
    if name == "packages" and isinstance(value, dict):
        assert use(folder) == "harmless"
    else:
        with pytest.raises(ArtifactError, match="card.json"):
            artifact.load(folder)


@pytest.mark.parametrize("text", SHORT, ids=range(len(SHORT)))
def test_a_genre_that_tables_cannot_hold_is_refused_and_others_stay_text(folder, text):
    card = json.loads((folder / LAYOUT.card).read_text(encoding="utf-8"))
    old = card["genres"][0]
    for name in (LAYOUT.card, LAYOUT.thresholds, LAYOUT.calibration):
        content = json.loads((folder / name).read_text(encoding="utf-8"))
        if name == LAYOUT.card:
            content["genres"][0] = text
        else:
            content[text] = content.pop(old)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    artifact.write_checksums(folder)
    assert use(folder) == ("harmless" if text.isprintable() and text and text[0] not in "=+-@" else "refused")


def test_sizes_are_looked_at_before_anything_is_read(folder):
    for name in (LAYOUT.onnx, LAYOUT.card, LAYOUT.evaluation):
        content = (folder / name).read_bytes()
        with (folder / name).open("r+b") as stream:
            stream.truncate(2 * 10**9)  # a hole: it takes no room on the disk
        with pytest.raises(ArtifactError, match=f"{name}.*too large"):
            artifact.load(folder)
        (folder / name).write_bytes(content)


def test_a_table_of_words_that_fills_the_memory_is_refused(folder):
    many = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000_000, pa.int32()), pa.array(["war"]))
    zeros = pa.array([0] * 2_000_000, pa.int64())
    columns = {name: many if kind is str else zeros for name, kind in untrusted.WORDS.items()}
    pq.write_table(pa.table(columns), folder / LAYOUT.words)
    assert (folder / LAYOUT.words).stat().st_size < 1_000_000
    with pytest.raises(ArtifactError, match="too large"):
        artifact.Artifact(folder, "").words()
    pd.DataFrame({"genre": ["Drama"]}).to_parquet(folder / LAYOUT.words)
    with pytest.raises(ArtifactError, match="table of words"):
        artifact.Artifact(folder, "").words()


def test_links_lead_nowhere(folder, tmp_path):
    (tmp_path / "secret").write_text("secret")
    for target in (tmp_path / "secret", "/dev/zero", tmp_path / "nowhere", folder / LAYOUT.readme):
        (folder / LAYOUT.readme).unlink()
        (folder / LAYOUT.readme).symlink_to(target)
        with pytest.raises(ArtifactError, match="README.md"):
            artifact.load(folder)
