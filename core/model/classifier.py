"""The model as its users see it: texts in, probabilities and genres out. No Keras; ONNX Runtime answers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ArtifactError, GenreLensError, PlotError
from ..plots import is_placeholder
from ..text import UNKNOWN_ID, Token, batches_by_length, pad, tokenize, words
from . import windows
from .calibration import sigmoid
from .folder import artifact, untrusted
from .session import Session
from .thresholds import decide

Progress = Callable[[float], None]  # is told the share that is done, 0 to 1
_INSTALLED = Path(__file__).resolve().parents[1] / "_default"  # where the wheel keeps the shipped model
BATCH = 32  # windows at once: 64 take 7 to 10 % more time on one core and on two, and more memory
FIRST_SECONDS = 5.0  # for the answer to one word, which takes a millisecond
DEFAULT_MODEL = _INSTALLED if _INSTALLED.is_dir() else _INSTALLED.parents[1] / "models" / "default"


def _open(model: artifact.Artifact, threads: int) -> Session:
    """Open the network and try it: its words and genres must be those of the folder's other files."""
    path = model.folder / artifact.LAYOUT.onnx
    words, genres = len(model.vocabulary), len(model.genres)
    try:
        session = Session(model.onnx(), threads)
        logits = _answer(session, UNKNOWN_ID)
    except GenreLensError:
        raise
    except Exception as error:  # the classes of ONNX Runtime's errors share no base but this
        raise ArtifactError(
            f"{path} can't be opened ({untrusted.first_line(error)}). Train again or restore the file."
        ) from None
    if not _knows(session, words - 1) or _knows(session, words):
        raise ArtifactError(f"{path} was not made for the {words:,} words of its vocabulary. Train the model again.")
    if logits.shape != (1, genres) or not np.isfinite(logits).all():
        raise ArtifactError(f"{path} does not answer with a number for each of {genres} genres. Train it again.")
    return session


def _answer(session: Session, word: int) -> NDArray[np.float32]:
    """The logits [1, genres] for a text of one word."""
    return session.run(["logits"], {"ids": np.array([[word]], dtype=np.int32)}, FIRST_SECONDS)[0]


def _knows(session: Session, word: int) -> bool:
    try:
        _answer(session, word)
    except Exception:  # the classes of ONNX Runtime's errors share no base but this
        return False
    return True


class GenreClassifier:
    """A multi-label classifier with scikit-learn's face.

    ``classes_``: genres in the order of the outputs. ``thresholds_``: one per genre. ``max_tokens``: words that the
    network reads at once; a longer plot is read in windows, up to ``most_words``. ``familiarity_``: how like a plot a
    text is, None in a model without it. ``version``: changes when any file of the model changes.
    """

    def __init__(self, model: artifact.Artifact, threads: int = 0) -> None:
        self.artifact = model
        self.version = model.version
        self.classes_ = np.array(model.genres, dtype=object)
        self.thresholds_ = model.thresholds
        self.calibration_ = model.calibration
        self.vocabulary = model.vocabulary
        self.max_tokens = model.max_tokens
        self.most_words = windows.limit(model.max_tokens)
        self.familiarity_ = model.familiarity
        self._session = _open(model, threads)

    @property
    def outputs(self) -> frozenset[str]:
        """What the network tells beside its logits, such as ``pooled``, ``word_logits``, ``attention`` or ``peaks``."""
        return self._session.outputs

    @classmethod
    def load(cls, folder: str | Path = DEFAULT_MODEL, threads: int = 0) -> "GenreClassifier":
        """Open a model folder, to run on so many threads (0: as GENRELENS_THREADS says, else one a core).

        Raises ArtifactError when it is missing, damaged or of another format.
        """
        return artifact.steady(Path(folder), lambda place: cls(artifact.load(place), threads))

    def run(
        self,
        texts: Sequence[str],
        output: str = "logits",
        batch_size: int = BATCH,
        progress: Progress = lambda share: None,
    ) -> NDArray[np.floating]:
        """The ``logits`` [texts, genres] or the ``pooled`` representation [texts, dim] of each text; a long one's
        come from all of its windows. ``progress`` is told the share that is read, 0 to 1.
        """
        if isinstance(texts, str):
            raise TypeError("Give a list of texts; a single one goes in brackets: [text].")
        if not len(texts):
            return np.empty((0, len(self.classes_)), dtype=np.float32)
        cut = [windows.encode(text, self.vocabulary, self.max_tokens) for text in texts]
        return self.run_cut(cut, [output], batch_size, progress)[0]

    def run_cut(
        self,
        cut: Sequence[Sequence[NDArray[np.int32]]],
        outputs: Sequence[str],
        batch_size: int = BATCH,
        progress: Progress = lambda share: None,
    ) -> list[NDArray[np.floating]]:
        """Several outputs of :meth:`run` at once, for one or more texts that :func:`windows.encode` has cut."""
        counts = [len(parts) for parts in cut]
        answers = self._run([ids for parts in cut for ids in parts], outputs, batch_size, progress)
        if max(counts) == 1:
            return list(answers)
        ends = np.cumsum(counts)[:-1]
        return [
            windows.combine_each(answer, counts)
            if output == "logits"
            else np.stack([part.mean(axis=0) for part in np.split(answer, ends)])
            for output, answer in zip(outputs, answers, strict=True)
        ]

    def run_windows(
        self,
        sequences: Sequence[NDArray[np.int32]],
        output: str = "logits",
        batch_size: int = BATCH,
        progress: Progress = lambda share: None,
    ) -> NDArray[np.float32]:
        """One of the network's outputs for the ids of each window (:func:`windows.encode`), one or more of them:
        ``logits`` [windows, genres], ``pooled`` [windows, dim] or, for windows with the same number of words, what it
        says of each word, such as ``word_logits`` [windows, words, genres]. Raises ArtifactError for an answer that
        is none.
        """
        return self._run(sequences, [output], batch_size, progress)[0]

    def _run(
        self, sequences: Sequence[NDArray[np.int32]], outputs: Sequence[str], batch_size: int, progress: Progress
    ) -> list[NDArray[np.float32]]:
        result: list[NDArray[np.float32]] = []
        done = 0
        for batch in batches_by_length([len(ids) for ids in sequences], batch_size):
            answers = self._ask(outputs, pad([sequences[i] for i in batch]))
            result = result or [np.empty((len(sequences), *a.shape[1:]), dtype=a.dtype) for a in answers]
            for whole, answer in zip(result, answers, strict=True):
                whole[batch] = answer
            done += len(batch)
            progress(done / len(sequences))
        if not result:
            raise ValueError("There is no window to read.")
        return result

    def _ask(self, outputs: Sequence[str], ids: NDArray[np.int32]) -> list[NDArray[np.float32]]:
        """The network's answers for a batch of ids [windows, words]; a stranger's network may give what are none.

        Raises ArtifactError unless each has a row a window, and a number a genre where it says something of genres.
        """
        try:
            answers: list[Any] = self._session.run(outputs, {"ids": ids})
        except Exception as error:  # the classes of ONNX Runtime's errors share no base but this
            raise self._no_answer(untrusted.first_line(error)) from None
        for output, answer in zip(outputs, answers, strict=True):
            self._check(output, answer, ids)
        return answers

    def _check(self, output: str, answer: NDArray[np.float32], ids: NDArray[np.int32]) -> None:
        genres = len(self.classes_)
        shapes = {"logits": (len(ids), genres), "word_logits": (*ids.shape, genres), "attention": ids.shape}
        expected = shapes.get(output, (len(ids), *answer.shape[1:]))
        if answer.shape != expected or answer.dtype.kind not in "fi":
            raise self._no_answer(f"{output} of shape {answer.shape} instead of {expected}")
        if not np.isfinite(answer).all():
            raise self._no_answer(f"{output} that are not all finite")
        if output == "peaks" and (answer.ndim != 2 or ((answer < 0) | (answer >= ids.shape[1])).any()):
            raise self._no_answer("peaks that are no places of words")

    def _no_answer(self, what: str) -> ArtifactError:
        path = self.artifact.folder / artifact.LAYOUT.onnx
        return ArtifactError(f"{path} gives no answer for this text ({what}). Train the model again.")

    def decision_function(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated log-odds [texts, genres]."""
        return self.calibration_.apply(self.run(texts))

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities [texts, genres], each genre on its own; rows do not sum to one."""
        return sigmoid(self.decision_function(texts))

    def predict(self, texts: Sequence[str]) -> list[list[str]]:
        """Genres of each text, most probable first; a text without a known word has none."""
        return self.genres_of(self.predict_proba(texts), [self.readable(text) for text in texts])

    def genres_of(self, y_score: NDArray[np.float64], readable: Sequence[bool] | None = None) -> list[list[str]]:
        """Genres for probabilities [texts, genres]: those above their threshold, at least one where readable."""
        chosen = decide(y_score, self.thresholds_)
        if readable is not None:
            chosen &= np.asarray(readable, dtype=bool)[:, None]
        order = np.argsort(-y_score, axis=1, kind="stable")
        return [[str(self.classes_[g]) for g in row if keep[g]] for row, keep in zip(order, chosen, strict=True)]

    def readable(self, text: str) -> bool:
        """Whether the text is a plot, and has a word that the model knows among those it reads."""
        return not is_placeholder(text) and any(word in self.vocabulary for word in words(text, self.most_words))

    def tokens(self, text: str) -> list[Token]:
        """The words the model reads, with their places in the text; at most ``most_words``.

        Raises PlotError, saying what to do, when there is no word or none that the model knows.
        """
        if not text.strip():
            raise PlotError("The plot is empty. Write or paste a sentence or two about the film.")
        tokens = tokenize(text, self.most_words)
        if not tokens:
            raise PlotError("The plot has no words, only signs. Write a sentence or two about the film in English.")
        if is_placeholder(text):
            raise PlotError("This says that there is no plot. Write a sentence or two about the film.")
        if not any(token.word in self.vocabulary for token in tokens):
            raise PlotError("The model knows none of these words. It reads English; write the plot in English words.")
        return tokens
