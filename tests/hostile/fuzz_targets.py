"""Coverage-guided fuzzing of the tokenizer, the list parser, the artifact reader and posters (Atheris on libFuzzer).

python -m tests.hostile.fuzz_targets tokenizer|lists|artifact|posters --seconds 40 [--model DIR]

Atheris sees which bytes reach new code and mutates those. An error that is not one of ours ends it with the input.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["core", "data"]):
    from core.errors import ArtifactError, PosterError, TableError
    from core.model.folder.artifact import LAYOUT, Artifact
    from core.posters import image
    from core.text import Vocabulary, encode, tokenize
    from data.sources import imdb_genres, imdb_plots
    from data.sources.imdb_titles import parse_title

from tests.support import drawn

VOCABULARY = Vocabulary.fit([["war", "ghost", "n't", "'s"]], min_count=1)
SCRATCH = Path(tempfile.mkdtemp(prefix="genrelens-fuzz-"))
GROWTH_MB = 1024  # of memory, which an input may not cost


def tokenizer(content: bytes) -> None:
    """Tokens lie in the text, one behind the other, and become ids of the vocabulary."""
    text = atheris.FuzzedDataProvider(content).ConsumeUnicode(len(content))
    position = 0
    for token in tokenize(text):
        assert position <= token.start < token.end <= len(text) and token.word
        position = token.end
    assert 0 < encode([text], VOCABULARY, 30)[0].max() < len(VOCABULARY)


def lists(content: bytes) -> None:
    """plot.list and genres.list are read, or a TableError says why not."""
    path = SCRATCH / "list"
    path.write_bytes(content)
    try:
        for title, body in imdb_plots.records(path):
            parse_title(title)
            assert all(text.strip() for text in imdb_plots.summaries(body))
    except TableError:
        pass
    try:
        index = imdb_genres.read_genres(path)
        assert (index.rows(["A (1999)"]) >= -1).all()
    except TableError:
        pass


def posters(content: bytes) -> None:
    """Bytes are pixels within bounds, or a PosterError of one sentence."""
    try:
        pixels = image.read(content, "film.jpg")
    except PosterError as error:
        assert str(error).startswith("film.jpg ") and "\n" not in str(error)
        return
    assert pixels.dtype == "uint8" and pixels.ndim == 3 and pixels.shape[2] == 3
    assert max(pixels.shape) <= image.LARGEST_SIDE


def reader(model: Path) -> Callable[[bytes], None]:
    """The first byte says which file of a good folder the others replace; its parts are read, or an ArtifactError."""
    names = [name for name in LAYOUT.hashed() if name not in (LAYOUT.onnx, LAYOUT.readme)]
    good = {name: (model / name).read_bytes() for name in LAYOUT.hashed()}
    folder = SCRATCH / "model"
    folder.mkdir()
    for name, content in good.items():
        (folder / name).write_bytes(content)
    opened = Artifact(folder, "")
    opened.history, opened.words(), opened.evaluation()  # what reads them is imported before the clock runs

    def one(content: bytes) -> None:
        name = names[content[0] % len(names)] if content else names[0]
        (folder / name).write_bytes(content[1:])
        opened = Artifact(folder, "")
        parts: list[Callable[[], object]] = [
            lambda: opened.genres, lambda: opened.thresholds, lambda: opened.calibration, lambda: opened.max_tokens,
            lambda: opened.vocabulary, lambda: opened.history, opened.words, opened.evaluation,
            opened.weights,
        ]  # fmt: skip
        for part in parts:
            try:
                part()
            except ArtifactError as error:
                assert str(folder) in str(error)
        (folder / name).write_bytes(good[name])

    return one


def seeds(target: str, model: Path) -> Path:
    """A folder of good inputs to start from."""
    folder = SCRATCH / "seeds"
    folder.mkdir()
    if target == "artifact":
        names = [name for name in LAYOUT.hashed() if name not in (LAYOUT.onnx, LAYOUT.readme)]
        for number, name in enumerate(names):
            (folder / name).write_bytes(bytes([number]) + (model / name).read_bytes()[:100_000])
    elif target == "lists":
        (folder / "plot").write_bytes(
            b'MV: "S" (2001/II) {E (#1.2)}\n\nPL: A war.\nPL: A ghost.\n\nBY: x\n---\nNM: A\n'
        )
        (folder / "genres").write_bytes(b"A (1999)\t\t\tDrama\nA (1999)\tWar\n")
    elif target == "posters":
        for number, content in enumerate([*drawn.read_well().values(), drawn.saved(drawn.poster())]):
            (folder / str(number)).write_bytes(content[:60_000])
    else:
        (folder / "plot").write_bytes("Didn't the film's 3.14 ghosts' e\u0301toile, won’t it?".encode("utf-16"))
    return folder


def main() -> None:
    """Fuzz one target for some seconds; exit code 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz_targets", description=__doc__)
    parser.add_argument("target", choices=("tokenizer", "lists", "artifact", "posters"))
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--model", type=Path, default=Path(__file__).resolve().parents[2] / "models" / "default")
    options = parser.parse_args()
    target = {"tokenizer": tokenizer, "lists": lists, "posters": posters}.get(options.target) or reader(options.model)
    # libFuzzer looks at the peak of the process, and Linux lets a child inherit its parent's, which is no finding.
    limit = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + GROWTH_MB
    arguments = [f"-max_total_time={options.seconds}", f"-rss_limit_mb={limit}", "-timeout=20", "-print_final_stats=1"]
    findings = f"-artifact_prefix={SCRATCH}/found-"
    atheris.Setup([sys.argv[0], *arguments, findings, str(seeds(options.target, options.model))], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
