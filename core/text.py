"""Plots as tokens that remember where they stood, and as ids that a network reads."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .markup import Shown, shown

PADDING, UNKNOWN = "[PAD]", "[UNK]"
PADDING_ID, UNKNOWN_ID = 0, 1
LONGEST_TEXT = 200_000  # characters that are looked at: far more than any plot, and a cell of 100 MB costs no time

# GloVe 6B was trained on Stanford-tokenised text: "don't" is "do" + "n't", "film's" is "film" + "'s".
# Typed in any of several ways: straight, typographic, as an accent, a prime, or a letter of its own (U+02BC).
_APOSTROPHE = "['`\u00b4\u02bc\u2018\u2019\u201b\u2032\uff07]"
# Soft hyphens, zero-width characters, directional marks and variation selectors show nothing and split no word.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_LETTER = rf"[^\W\d_\u02bc][\u0300-\u036f{_INVISIBLE}]*"
_NOT = rf"n[{_INVISIBLE}]*{_APOSTROPHE}[{_INVISIBLE}]*t\b"
_TOKEN = re.compile(
    rf"(?:{_LETTER})+?(?={_NOT})|{_NOT}|{_APOSTROPHE}(?:s|re|ve|ll|d|m)\b|\d+(?:[.,]\d+)*|(?:{_LETTER})+",
    re.IGNORECASE,
)
_APOSTROPHES, _INVISIBLES = re.compile(_APOSTROPHE), re.compile(f"[{_INVISIBLE}]")


class Token(NamedTuple):
    """A word as the model reads it; ``text[start:end]`` is the word as it was typed."""

    word: str
    start: int
    end: int


def normalise(word: str) -> str:
    """The form of a word that the vocabulary holds: NFKC, lower case, straight apostrophes, nothing invisible."""
    if word.isascii():  # nearly all words: there is less that can change
        return word.lower().replace("`", "'")
    plain = _INVISIBLES.sub("", _APOSTROPHES.sub("'", word))
    return unicodedata.normalize("NFKC", plain).lower()


def _matches(text: str, limit: int | None) -> Iterator[re.Match[str]]:
    return islice(_TOKEN.finditer(text, 0, LONGEST_TEXT), limit)


def _shown(text: str) -> Shown | None:
    return shown(text[:LONGEST_TEXT]) if "<" in text or "&" in text else None


def tokenize(text: str, limit: int | None = None) -> list[Token]:
    """Split text into words and numbers; punctuation is dropped, contractions are split as in GloVe's corpus.

    The first ``limit`` words of the first :data:`LONGEST_TEXT` characters; the rest of the text is not read. HTML is
    read as what it shows, and its words still have their places in the text as it was typed.
    """
    if html := _shown(text):
        return [
            Token(normalise(match.group()), *html.typed(match.start(), match.end()))
            for match in _matches(html.text, limit)
        ]
    return [Token(normalise(match.group()), match.start(), match.end()) for match in _matches(text, limit)]


def words(text: str, limit: int | None = None) -> list[str]:
    """The words of :func:`tokenize` without their places."""
    html = _shown(text)
    return [normalise(match.group()) for match in _matches(html.text if html else text, limit)]


@dataclass(frozen=True)
class Vocabulary:
    """An ordered list of words whose index is their id; id 0 is padding, id 1 stands for every unknown word."""

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.words[:2] != (PADDING, UNKNOWN):
            raise ValueError(
                f"A vocabulary begins with {PADDING} and {UNKNOWN}; this one begins with {self.words[:2]}."
            )

    @classmethod
    def fit(cls, documents: Iterable[Sequence[str]], *, max_words: int = 30_000, min_count: int = 2) -> "Vocabulary":
        """Take the most frequent words of tokenised training documents, ties in alphabetical order."""
        counts = Counter(word for document in documents for word in document)
        frequent = [item for item in counts.items() if item[1] >= min_count]
        ranked = sorted(frequent, key=lambda item: (-item[1], item[0]))
        return cls((PADDING, UNKNOWN, *(word for word, _ in ranked[: max_words - 2])))

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words) if i > UNKNOWN_ID}

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    def ids(self, document: Iterable[str]) -> NDArray[np.int32]:
        """Ids of the words of one document, shape [words]; unknown words become 1."""
        return np.fromiter((self._ids.get(word, UNKNOWN_ID) for word in document), dtype=np.int32)


def encode(texts: Iterable[str], vocabulary: Vocabulary, max_tokens: int) -> list[NDArray[np.int32]]:
    """One array of ids per text, cut after ``max_tokens``; a text without a word becomes the unknown word alone."""
    encoded = (vocabulary.ids(words(text, max_tokens)) for text in texts)
    return [ids if len(ids) else np.array([UNKNOWN_ID], dtype=np.int32) for ids in encoded]


def pad(sequences: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Stack sequences into [sequences, longest], padded with 0 at the end."""
    padded = np.full((len(sequences), max(map(len, sequences))), PADDING_ID, dtype=np.int32)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    return padded


def batches_by_length(lengths: Sequence[float] | NDArray[Any], batch_size: int) -> list[NDArray[np.intp]]:
    """Indices grouped so that texts of similar length share a batch, shortest first: little is padded."""
    order = np.argsort(np.asarray(lengths), kind="stable")
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
