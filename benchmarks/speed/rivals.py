"""GenreLens and what people would run instead, each in a process of its own: python -m benchmarks.speed.rivals NAME

This is the process that `make bench` starts, not a benchmark. It reads a JSON request a line and answers each with a
line: the seconds that the work took, measured inside, and the process's peak memory so far. So no contender inherits
the threads or the memory of another, and requests to several of them can be interleaved. Each imports only what it
needs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.start import ROOT, SHIPPED

Scores = NDArray[np.float64]
Work = tuple[Callable[[list[str]], Scores], Callable[[Path, Path], None]]


def _by_pandas(score: Callable[[list[str]], Scores]) -> Callable[[Path, Path], None]:
    """Tag a CSV as one does by hand: read it whole, score, write it whole."""

    def tag(source: Path, out: Path) -> None:
        import pandas as pd

        frame = pd.read_csv(source)
        scores = pd.DataFrame(score(frame["plot"].tolist())).add_prefix("p_")
        pd.concat([frame, scores], axis=1).to_csv(out, index=False)

    return tag


def genrelens(folder: str) -> Work:
    """The model in ``folder``."""
    from core.model.classifier import GenreClassifier
    from core.tag import csv

    classifier = GenreClassifier.load(folder)
    return classifier.predict_proba, lambda source, out: csv.tag(source, out, "plot", classifier) and None


def original(folder: str) -> Work:
    """``model.predict`` on 500 padded words. The network is not trained: its speed doesn't depend on its weights."""
    from benchmarks.speed.keras_original import GLOVE, PADDED_TO, original_network, padded
    from core.model.calibration import sigmoid
    from core.model.folder import artifact
    from core.text import encode

    ours = artifact.load(folder)
    vectors = np.random.default_rng(7).normal(size=(len(ours.vocabulary), GLOVE)).astype(np.float32)
    model = original_network(vectors, len(ours.genres))

    def score(plots: list[str]) -> Scores:
        return sigmoid(model.predict(padded(encode(plots, ours.vocabulary, PADDED_TO)), verbose=0))

    return score, _by_pandas(score)


def minilm(head: str) -> Work:
    """MiniLM's embeddings and the regressions in the file ``head``: coef [genres, 384] and intercept [genres]."""
    from benchmarks.speed.minilm_int8 import MiniLM
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

    def __init__(self, name: str, argument: str | Path = SHIPPED) -> None:
        self.name, self._log = name, tempfile.TemporaryFile("w+")
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.speed.rivals", name, str(argument)],
            cwd=ROOT,
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


def main(arguments: list[str] | None = None) -> None:
    """Answer requests until there are no more."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {__spec__.name}", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=CONTENDERS, help="which contender")
    parser.add_argument("argument", help="its model folder, or the file of MiniLM's regressions")
    options = parser.parse_args(arguments)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    score, tag = CONTENDERS[options.name](options.argument)
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
    main()
