"""Model folders from strangers: many ways to change a good one, each refused with the file named, or harmless.

The checksums are written anew after each change, as a stranger would, so that the changed file reaches its reader.
"""

import json
import pickle
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import save

from benchmarks.load import hostile_networks
from core.errors import ArtifactError
from core.model import classifier
from core.model.classifier import GenreClassifier
from core.model.folder import artifact, untrusted, writer
from core.model.folder.artifact import LAYOUT
from tests.support.nasty import TEXTS, is_one_sentence
from tests.support.tiers import TIER

MUTATIONS = TIER.mutations
PLOTS = ["A detective finds a murder in an old house.", "The war of ghosts"]
SHORT = [text for text in TEXTS if len(text) < 300]
LIGHT = [name for name in LAYOUT.hashed() if name not in (LAYOUT.onnx, LAYOUT.weights)]


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
        writer.write_checksums(folder)
        seen[use(folder)] += 1
        (folder / name).write_bytes(good)
        writer.write_checksums(folder)
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
from core.model.folder import writer
from core.model.folder.artifact import LAYOUT
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
    writer.write_checksums(folder)
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


WEIGHTS = """
import random, sys
from pathlib import Path
from core.errors import ArtifactError
from core.model.folder.artifact import LAYOUT, Artifact
from tests.hostile.test_model_folders import mutated
folder, count = Path(sys.argv[1]), int(sys.argv[2])
path = folder / LAYOUT.weights
good = path.read_bytes()
head = 8 + int.from_bytes(good[:8], "little")  # the header, where names, shapes and places are
for seed in range(count):
    dice = random.Random(seed)
    path.write_bytes(mutated(good[:head], dice) + good[head:] if seed % 4 else mutated(good, dice))
    try:
        shapes = {name: array.shape for name, array in Artifact(folder, "").weights().items()}
        print("harmless", flush=True)
    except ArtifactError as error:
        assert path.name in str(error) and "\\n" not in str(error)
        print("refused", flush=True)
assert not {"tensorflow", "keras"} & set(sys.modules)
"""


def test_changes_of_the_weights_are_refused_or_harmless(folder):
    """In a process of its own: the library that reads the header is not Python."""
    said = in_a_process(WEIGHTS, folder, MUTATIONS)
    assert said.count("refused") + said.count("harmless") == MUTATIONS
    assert said.count("refused") > MUTATIONS / 2


def safetensors(header, data=b""):
    text = json.dumps(header).encode() if isinstance(header, dict) else header
    return len(text).to_bytes(8, "little") + text + data


def float32(shape, begin, end):
    return {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}


HEADERS = {
    "empty": b"",
    "no header": (2**63).to_bytes(8, "little"),
    "a header that is longer than the file": (10**6).to_bytes(8, "little") + b"{}",
    "no JSON": safetensors(b"{" * 1_000),
    "nested": safetensors(b"[" * 100_000),
    "nothing in it": safetensors({}),
    "an array larger than the file": safetensors({"embedding/embeddings": float32([10**6, 10**6], 0, 4 * 10**12)}),
    "a shape that overflows": safetensors({"embedding/embeddings": float32([2**62, 2**62], 0, 4)}, bytes(4)),
    "a negative size": safetensors({"embedding/embeddings": float32([-1, 4], 0, 16)}, bytes(16)),
    "two arrays in one place": safetensors({"a": float32([1], 0, 4), "b": float32([1], 0, 4)}, bytes(4)),
    "another's weights": safetensors({"embedding/embeddings": float32([2, 2], 0, 16)}, bytes(16)),
    "no numbers": safetensors({"embedding/embeddings": float32([], 0, 4)}, bytes(4)),
    "a pickle": pickle.dumps({"embedding/embeddings": [1.0]}),
}


@pytest.mark.parametrize("content", HEADERS.values(), ids=HEADERS)
def test_headers_that_lie(folder, content):
    (folder / LAYOUT.weights).write_bytes(content)
    writer.write_checksums(folder)
    with pytest.raises(ArtifactError, match=LAYOUT.weights) as caught:
        artifact.load(folder).weights()
    assert is_one_sentence(caught.value)


def changed(folder, change):
    arrays = change(artifact.load(folder).weights())
    (folder / LAYOUT.weights).write_bytes(save(arrays))
    writer.write_checksums(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays | {"lambda/code": arrays["output/bias"]},
        lambda arrays: {name: array for name, array in arrays.items() if name != "output/bias"},
        lambda arrays: arrays | {"output/bias": arrays["output/bias"][:-1]},
        lambda arrays: arrays | {"output/bias": arrays["output/bias"] * np.nan},
        lambda arrays: arrays | {"output/bias": arrays["output/bias"].astype(np.float64)},
        lambda arrays: arrays | {"output/bias": arrays["output/bias"].astype(np.int32)},
    ],
    ids=["one more", "one fewer", "another shape", "not finite", "64 bits", "whole numbers"],
)
def test_weights_that_are_not_those_of_the_network(folder, change):
    changed(folder, change)
    with pytest.raises(ArtifactError, match=LAYOUT.weights) as caught:
        artifact.load(folder).weights()
    assert is_one_sentence(caught.value)


@pytest.mark.parametrize("network", [{"lstm_units": 10**12}, {"dense_units": 10**12}, {"lstm_layers": 10**12}])
def test_a_config_that_asks_for_too_much_takes_no_memory(folder, network):
    config = json.loads((folder / LAYOUT.config).read_text(encoding="utf-8"))
    config["network"] |= network
    (folder / LAYOUT.config).write_text(json.dumps(config), encoding="utf-8")
    writer.write_checksums(folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ArtifactError, match=f"{LAYOUT.config}|{LAYOUT.weights}"):
        artifact.load(folder).weights()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_pickles_are_never_read(folder, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "executed"), "w"))

    trap = np.array([[Trap()] * 3], dtype=object)
    np.savez(folder / LAYOUT.evaluation, y_true=trap, y_score=trap)
    writer.write_checksums(folder)
    assert use(folder) == "refused"
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("name", ["name", "created", "data", "metrics", "packages", "score_where", "baseline"])
@pytest.mark.parametrize("value", [7, [], {"micro_f1": "high"}, True])
def test_a_card_of_other_kinds_is_refused(folder, name, value):
    card = json.loads((folder / LAYOUT.card).read_text(encoding="utf-8"))
    (folder / LAYOUT.card).write_text(json.dumps(card | {name: value}), encoding="utf-8")
    writer.write_checksums(folder)
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
    writer.write_checksums(folder)
    assert use(folder) == ("harmless" if text.isprintable() and text and text[0] not in "=+-@" else "refused")


def test_sizes_are_looked_at_before_anything_is_read(folder):
    for name in (LAYOUT.onnx, LAYOUT.card, LAYOUT.evaluation):
        content = (folder / name).read_bytes()
        with (folder / name).open("r+b") as stream:
            stream.truncate(2 * 10**9)  # a hole: it takes no room on the disk
        began = time.process_time()
        with pytest.raises(ArtifactError, match=f"{name}.*too large"):
            artifact.load(folder)
        assert time.process_time() - began < 0.5
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


def with_network(folder: Path, change) -> GenreClassifier:
    """The model opened with its network changed, as a stranger could have made it."""
    import onnx

    network = onnx.load(folder / LAYOUT.onnx)
    change(network.graph)
    onnx.save(network, folder / LAYOUT.onnx)
    writer.write_checksums(folder)
    return GenreClassifier.load(folder)


def one_row_for_all(graph) -> None:
    """The outputs become the mean over the films of a batch: one row, which NumPy would give to every film."""
    import onnx

    for output in list(graph.output):
        for node in graph.node:
            node.output[:] = [f"{name}_each" if name == output.name else name for name in node.output]
            node.input[:] = [f"{name}_each" if name == output.name else name for name in node.input]
        axes = onnx.helper.make_tensor(f"{output.name}_axes", onnx.TensorProto.INT64, [1], [0])
        graph.initializer.append(axes)
        inputs = [f"{output.name}_each", axes.name]
        graph.node.append(onnx.helper.make_node("ReduceSum", inputs, [output.name], keepdims=1))


def not_a_number_for(word: int, value: float):
    """The vector of one word holds a number that is none."""

    def change(graph) -> None:
        from onnx import numpy_helper

        rows = max(tensor.dims[0] for tensor in graph.initializer if len(tensor.dims) == 2)
        for table in (tensor for tensor in graph.initializer if list(tensor.dims[:1]) == [rows]):
            array = numpy_helper.to_array(table).copy()
            array[word] = value
            table.CopyFrom(numpy_helper.from_array(array, table.name))

    return change


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_an_answer_that_is_no_number_is_not_believed(folder, tiny, value):
    word = 50
    opened = with_network(folder, not_a_number_for(word, value))
    plots = ["", tiny.vocabulary.words[word]]
    with pytest.raises(ArtifactError, match="gives no answer"):
        opened.predict_proba(plots)


@pytest.mark.parametrize("output", ["logits", "pooled"])
def test_one_answer_for_many_films_is_not_believed(folder, output):
    opened = with_network(folder, one_row_for_all)
    assert opened.run(PLOTS[:1], output).shape[0] == 1
    with pytest.raises(ArtifactError, match="gives no answer"):
        opened.run(PLOTS * 3, output)


OPEN = """
import re, sys, time
from core.errors import ArtifactError
from core.model import classifier
most = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024  # of this process alone
classifier.GenreClassifier.load()
classifier.FIRST_SECONDS = 1.0
before, begin = most(), time.monotonic()
try:
    classifier.GenreClassifier.load(sys.argv[1])
except ArtifactError as error:
    print(error)
print(most() - before, time.monotonic() - begin)
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (hostile_networks.all_memory, "asks for more than 2 GB of memory"),
        (hostile_networks.all_time, "takes too long"),
    ],
)
def test_a_network_made_to_take_all_memory_or_time_is_refused_within_bounds(folder, change, said, monkeypatch):
    monkeypatch.setattr(classifier, "FIRST_SECONDS", 0.5)
    with pytest.raises(ArtifactError, match=f"model.onnx can't be opened .*{said}"):
        with_network(folder, change)
    answer = subprocess.run([sys.executable, "-c", OPEN, folder], capture_output=True, text=True, check=True)
    message, figures = answer.stdout.splitlines()
    megabytes, seconds = map(float, figures.split())
    assert said in message
    assert megabytes < 200 and seconds < 30, "it gives up after a second; the machine may be busy"


def test_an_answer_that_takes_too_long_is_ended(folder):
    """A network may answer one word at once and read a plot for ever."""
    import onnx

    from core.model.session import Session

    network = onnx.load(folder / LAYOUT.onnx)
    hostile_networks.all_time(network.graph)
    session = Session(network.SerializeToString())
    with pytest.raises(RuntimeError, match="takes too long"):
        session.run(["logits"], {"ids": np.array([[2, 3]], dtype=np.int32)}, seconds=0.5)
    assert "logits" in session.outputs
