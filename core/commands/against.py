"""``--against DIR`` of ``predict`` and ``explain``: another model beside the first."""

import argparse
import json
import os
import sys
from pathlib import Path

from ..amounts import amount
from ..errors import OptionError, PlotError, TableError, printable
from ..explanations import DEFAULT_METHOD, method_named
from ..explanations.beside import Beside, beside, columns, common_genres, told
from ..model.classifier import GenreClassifier

WIDTH, WORDS = 30, 10
NAMES = ("--model", "--against")


def models(options: argparse.Namespace) -> tuple[GenreClassifier, GenreClassifier]:
    """The model and the other one. Raises ArtifactError."""
    return GenreClassifier.load(options.model), GenreClassifier.load(options.against)


def predict_plot(plot: str, one: GenreClassifier, other: GenreClassifier) -> None:
    """Print both models' probabilities of a plot, the genres on which they differ most first."""
    one.tokens(plot)
    other.tokens(plot)
    genres = common_genres(list(one.classes_), list(other.classes_))
    first, second = (model.predict_proba([plot])[0, columns(model, genres)] for model in (one, other))
    chosen, against = (set(model.predict([plot])[0]) for model in (one, other))
    print(f"  {'genre':<{WIDTH}}   --model --against difference  given by")
    for g in (-abs(first - second)).argsort(kind="stable"):
        given = _given(genres[g] in chosen, genres[g] in against)
        line = f"  {genres[g]:<{WIDTH}} {first[g]:9.3f} {second[g]:9.3f} {first[g] - second[g]:+10.3f}  {given}"
        print(line.rstrip())
    print(_only_one_has(one, other) + _both(one, other))


def predict_file(options: argparse.Namespace, column: str | None) -> None:
    """Write the rows of a file on which the two models disagree, showing a bar."""
    from tqdm import tqdm

    from ..tables.files import STANDARD_OUTPUT, open_file
    from ..tag.again.disagreements import Pair, write

    source = Path(options.target)
    with open_file(source) as stream:
        size = stream.seek(0, os.SEEK_END)
    if options.out is None:
        raise TableError(f"{source} is a file. Say where the rows of disagreement go with --out OUT.csv.")
    if options.out.suffix.lower() == ".parquet":
        raise TableError("--against writes CSV. Give --out a name that ends in .csv.")
    one, other = models(options)
    pair = Pair(one, other, common_genres(list(one.classes_), list(other.classes_)))
    with tqdm(total=size, unit="B", unit_scale=True, desc=printable(source.name), disable=None) as bar:
        found = write(
            source, options.out, column, pair, lambda read: bar.update(read - bar.n), encoding=options.encoding
        )
    said = sys.stderr if str(options.out) == STANDARD_OUTPUT else sys.stdout
    print(
        f"The models disagree on {found.disagreeing:,} of {amount(found.films, 'film')}; those are in {options.out}.",
        file=said,
    )
    print(printable(found.left_out.sentence()), file=said)
    print(_only_one_has(one, other) + _both(one, other), file=said)


def explain(options: argparse.Namespace) -> None:
    """Print where two models differ on a plot and which words make the difference, as text or JSON."""
    if options.html:
        raise OptionError("--html shows one model. Leave out --html or --against.")
    one, other = models(options)
    method = method_named(options.method) if options.method else DEFAULT_METHOD
    pair = beside(one, other, options.plot, method, options.scale)
    for genre in options.genre or []:
        if genre not in pair.genres:
            raise PlotError(f"The two models don't both have a genre {genre!r}. Both have {', '.join(pair.genres)}.")
    genres = options.genre or pair.apart()[:1]
    if options.json:
        print(json.dumps(_as_dict(pair, options.genre), ensure_ascii=False))
        return
    for genre in genres:
        print(printable(told(pair, genre, NAMES, emphasis="“{}”".format)))
        print(f"  {'word':<{WIDTH}}   --model --against difference")
        for word in pair.words(genre, WORDS):
            name = printable(word.word)[:WIDTH]
            print(f"  {name:<{WIDTH}} {word.first:+9.4f} {word.second:+9.4f} {word.difference:+10.4f}")
        print()
    print(_only_one_has(one, other) + _both(one, other))


def _as_dict(pair: Beside, genres: list[str] | None) -> dict[str, object]:
    """Both explanations, and the genres that both have, those first on which they differ most."""
    return {"model": pair.first.to_dict(genres), "against": pair.second.to_dict(genres), "furthest_apart": pair.apart()}


def _given(first: bool, second: bool) -> str:
    return ("", "--against", "--model", "both")[2 * first + second]


def _only_one_has(one: GenreClassifier, other: GenreClassifier) -> str:
    odd = sorted(set(one.classes_) ^ set(other.classes_))
    return printable(f"Not compared, since only one model has them: {', '.join(odd)}.") + "\n" if odd else ""


def _both(one: GenreClassifier, other: GenreClassifier) -> str:
    named = [
        f"{name}: {model.artifact.folder}, version {model.version}."
        for name, model in zip(NAMES, (one, other), strict=True)
    ]
    return printable(" ".join(named))
