"""What a run on one file has answered, kept beside its result until that is whole: a run that is cut off goes on.

The journal is only ever added to: a line that names the model, then a block for each chunk of films that was tagged. A
block is found by the texts that it answers, so an input that has changed is tagged again where it has changed. What a
kill has left half-written has the wrong length or checksum and counts for nothing.
"""

import io
import json
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ...amounts import amount
from ...tables.files import STANDARD_OUTPUT
from ...tables.output import atomic
from ..columns.answers import Answers

SUFFIX = ".journal"
_FRAME = struct.Struct("<QQ16s16s")  # before a block: its bytes, its films, the hash of their texts, and its own
_ARRAYS, _TEXTS = ("y_score", "nearest", "answered", "familiarity"), ("genres", "problems", "notes", "on")


class Journal:
    """``before``: films that an earlier run has tagged, ``used``: how many of them were taken from it by now,
    ``films``: all that are in here. ``foreign``: what was here is another model's, and was thrown away.
    """

    def __init__(self, file: BinaryIO, version: str) -> None:
        self._file = file
        self._blocks: dict[bytes, tuple[int, int, int]] = {}  # place, bytes and films, by the hash of their texts
        start = json.dumps({"genrelens": 1, "model": version}).encode() + b"\n"
        first = file.readline(1_000)
        self._first_block = len(start)
        if first == start:
            self._find()
        else:
            file.seek(0)
            file.write(start)
        file.truncate()
        self.foreign = first != start and first.endswith(b"\n")
        self._earlier = {key: films for key, (_, _, films) in self._blocks.items()}
        self.before, self.used = sum(self._earlier.values()), 0

    def _find(self) -> None:
        """Where the blocks are; the file is at the end of the last whole one then."""
        end, size = self._file.seek(self._first_block), os.fstat(self._file.fileno()).st_size
        while len(frame := self._file.read(_FRAME.size)) == _FRAME.size:
            length, films, key, _ = _FRAME.unpack(frame)
            place = end + _FRAME.size
            if not length or place + length > size:
                break
            self._blocks[key] = (place, length, films)
            end = place + length
            self._file.seek(end)
        self._file.seek(end)

    @property
    def films(self) -> int:
        """Films whose answers are in the file: somebody may have stopped us between a write and taking note of it."""
        self._find()
        return sum(films for _, _, films in self._blocks.values())

    def answers(self, texts: Sequence[str], answer: Callable[[], Answers]) -> Answers:
        """What was answered before for films with these texts, or else what ``answer`` says now, which is kept."""
        key = _key(texts)
        if answers := self._kept(key):
            self.used += self._earlier.pop(key, 0)
            return answers
        answers = answer()
        self._keep(key, answers)
        return answers

    def _kept(self, key: bytes) -> Answers | None:
        """The answers in a block; None where there is none, or where the disk has lost it."""
        place, length, _ = self._blocks.get(key, (0, 0, 0))
        if not length:
            return None
        self._file.seek(place - _FRAME.size)
        frame, block = self._file.read(_FRAME.size), self._file.read(length)
        return _unpacked(block) if _FRAME.unpack(frame)[3] == _digest(block) else None

    def _keep(self, key: bytes, answers: Answers) -> None:
        """Add a block. A disk that has no room for it does not stop the run, which says so at its result."""
        block = _packed(answers)
        whole = _FRAME.pack(len(block), len(answers.genres), key, _digest(block)) + block
        end = self._file.seek(0, os.SEEK_END)
        try:
            written = self._file.write(whole)
        except OSError:
            written = 0
        if written == len(whole):
            self._blocks[key] = (end + _FRAME.size, len(block), len(answers.genres))
        else:
            self._file.truncate(end)

    @property
    def sentence(self) -> str:
        """What an earlier run has left, for people; empty where it has left nothing."""
        if self.foreign:
            return "An earlier run was cut off, but it had another model. All films are tagged again."
        if not self.before:
            return ""
        return f"An earlier run was cut off when {amount(self.before, 'film was', 'films were')} tagged. It goes on."

    @property
    def stopped(self) -> str:
        """Said when the run is stopped; empty where nothing is kept."""
        return f"{amount(self.films, 'film is', 'films are')} tagged: the same command goes on." if self.films else ""

    @property
    def change(self) -> str:
        """Said at the end where not all of that could be used; empty otherwise."""
        if self.used == self.before:
            return ""
        of = amount(self.before, "film that was tagged", "films that were tagged")
        return f"The plots are not those of the run that was cut off: of its {of}, {self.used:,} could be kept."


def through(journal: Journal | None, texts: Sequence[str], answer: Callable[[], Answers]) -> Answers:
    """What a journal has for these texts, if there is one, or else what ``answer`` says."""
    return journal.answers(texts, answer) if journal else answer()


def _key(texts: Sequence[str]) -> bytes:
    whole = blake2b(digest_size=16)
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        whole.update(struct.pack("<Q", len(raw)) + raw)
    return whole.digest()


def _digest(block: bytes) -> bytes:
    return blake2b(block, digest_size=16).digest()


def _packed(answers: Answers) -> bytes:
    texts = json.dumps({name: getattr(answers, name) for name in _TEXTS}).encode()
    buffer = io.BytesIO()
    np.savez(
        buffer, texts=np.frombuffer(texts, np.uint8), y_score=answers.y_score, nearest=answers.nearest,
        answered=np.array(answers.answered, bool), familiarity=answers.familiarity,
    )  # fmt: skip
    return buffer.getvalue()


def _unpacked(block: bytes) -> Answers:
    with np.load(io.BytesIO(block), allow_pickle=False) as parts:
        texts = json.loads(parts["texts"].tobytes())
        arrays = {name: parts[name] for name in _ARRAYS}
    return Answers(**arrays | {"answered": arrays["answered"].tolist()}, **texts)


@contextmanager
def beside(out: Path, version: str) -> Iterator[Journal | None]:
    """The journal of a run whose result goes to ``out``; it is removed when the block ends well, or has kept nothing.

    None where there can be none: the result is a stream, its folder can't be written, or another run has the journal.
    ``version``: of who answers.
    """
    file = _opened(out)
    if file is None:
        yield None
        return
    with file:
        journal = Journal(file, version)
        ended = False
        try:
            yield journal
            ended = True
        finally:
            if ended or not journal.films:
                _place(out).unlink(missing_ok=True)


def _place(out: Path) -> Path:
    out = Path(os.path.realpath(out))
    return out.with_name(f".{out.name[:100]}{SUFFIX}")


def _opened(out: Path) -> BinaryIO | None:
    try:
        if str(out) == STANDARD_OUTPUT or atomic.is_stream(out):
            return None
        descriptor = os.open(_place(out), os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        return None
    if atomic.lock(descriptor) and os.fstat(descriptor).st_nlink:  # 0: another run has just ended
        return os.fdopen(descriptor, "r+b", buffering=0)
    os.close(descriptor)
    return None
