"""Plot, poster, and both, on the test films that have a poster.

    python -m benchmarks.quality.posters

Needs ../shared; features are kept in build/posters, as by ``python -m recipe.posters``. The plot alone is also
calibrated and given thresholds again on the validation films with posters: that is what the poster is compared with.
Then the test posters are changed, among others by blurring their text (``python -m benchmarks.quality.poster_texts``
says where it is), and films are counted by decade. Writes its section of docs/posters.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from benchmarks import page
from benchmarks.quality.poster_texts import TEXTS, Corners
from benchmarks.start import Benchmark, Option
from core.measure.bootstrap import Scored, bootstrap, paired
from core.measure.metrics import per_genre
from core.model import calibration, thresholds
from core.model.calibration import sigmoid
from core.posters.backbone import HEIGHT, WIDTH, squeezed
from core.posters.classifier import PosterClassifier
from core.posters.image import Pixels
from core.posters.what_if import BLUR, CHANGES, changed
from recipe.posters import WORK, films
from recipe.shared import SHARED
from train.posters.features import FeatureCache, features_of
from train.posters.fit import fusion, out_of_fold
from train.posters.table import PosterFilms

OPTIONS = (Option("draws", 1_000, 20, "bootstrap draws"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="posters.md", quick=False)
SHOWN = {"macro_f1": "macro F1", "map": "mAP", "lrap": "LRAP", "ece": "calibration error"}
LATEST = 2100
DECADES = ((0, 1980), (1980, 1990), (1990, 2000), (2000, 2010), (2010, LATEST))
Array = NDArray[np.float64]


class Side(NamedTuple):
    """Films of one side: features, the plot's log-odds, 0/1 ``y_true``, paths and decades."""

    features: NDArray[np.float32]
    plot: Array
    y_true: NDArray[np.int8]
    films: PosterFilms

    @classmethod
    def of(cls, classifier: PosterClassifier, known: PosterFilms, features: NDArray[np.float32], side: str) -> "Side":
        """The films of ``side`` that have a plot."""
        told = np.array([classifier.plots.readable(text) for text in known.plots], dtype=bool)
        rows = told & (known.side == side)
        part = known.part(rows, ["another side"] * int((~rows).sum()))
        return cls(features[rows], classifier.plots.decision_function(part.plots), part.y_true, part)


class Row(NamedTuple):
    """A contender on validation (log-odds it has not learnt from) and on test, with its thresholds [genres]."""

    name: str
    validation: Array
    test: Array
    limits: Array

    def scored(self, y_true: NDArray[np.int8], known: NDArray[np.int8]) -> tuple[Scored, Scored]:
        """Test films by one threshold a genre, and by the one that is best on validation (``known`` is its truth)."""
        single = thresholds.global_threshold(known, sigmoid(self.validation))
        return Scored(y_true, sigmoid(self.test), self.limits), Scored(y_true, sigmoid(self.test), single)


def contenders(classifier: PosterClassifier, val: Side, test: Side) -> list[Row]:
    """Plot as it is, plot calibrated again, poster, both."""
    heads = classifier.heads
    posters = heads.poster(val.features), heads.poster(test.features)
    again = calibration.fit(val.y_true, val.plot)
    plots = again.apply(val.plot), again.apply(test.plot)

    def both(learnt: NDArray[np.bool_]) -> Array:
        return fusion(val.plot[learnt], posters[0][learnt], val.y_true[learnt])(val.plot, posters[0])

    return [
        Row("plot, as shipped", val.plot, test.plot, classifier.plots.thresholds_),
        Row("plot, calibrated again", *plots, thresholds.tune(val.y_true, sigmoid(plots[0]))),
        Row("poster", *posters, heads.alone),
        Row("plot and poster", out_of_fold(both, *val.y_true.shape), heads.fused(test.plot, posters[1]), heads.both),
    ]


def table(rows: Sequence[Row], test: Side, val: Side, draws: int) -> list[str]:
    """Every contender's figures with intervals, and what the poster brings over the plot calibrated again."""
    scored = {row.name: row.scored(test.y_true, val.y_true) for row in rows}
    lines: list[list[object]] = []
    for name, (own, single) in scored.items():
        figures, one = bootstrap(own, draws)[0], bootstrap(single, draws)[0]
        lines.append([name, one["micro_f1"], *(figures[key] for key in SHOWN)])
    before, after = scored["plot, calibrated again"], scored["plot and poster"]
    gaps, gap = paired(after[0], before[0], draws), paired(after[1], before[1], draws)
    lines.append(["the poster adds", gap["micro_f1"], *(gaps[key] for key in SHOWN)])
    return page.table(["", "micro F1, one threshold", *SHOWN.values()], lines)


def by_genre(rows: Sequence[Row], test: Side, genres: list[str]) -> list[str]:
    """Average precision and F1 of each genre, plot calibrated again against both."""
    one, other = (per_genre(test.y_true, sigmoid(row.test), row.limits, genres) for row in (rows[1], rows[3]))
    lines = []
    for (_, a), (_, b) in zip(one.iterrows(), other.iterrows(), strict=True):
        if not a["support"]:
            continue
        figures = [f"{x:.3f}" for x in (a["average_precision"], b["average_precision"], a["f1"], b["f1"])]
        lines.append([a["genre"], int(a["support"]), *figures])
    return page.table(["genre", "films:", "AP, plot:", "AP, both:", "F1, plot:", "F1, both:"], lines)


TEXT, ELSEWHERE = "their text blurred", "as much blurred where there is less text"
EDGE = 5  # pixels around a text that are blurred too
TRIES = 40  # places that the text's outlines are moved to, to find those with the least text


def text_mask(corners: Corners) -> NDArray[np.bool_]:
    """Where on a squeezed poster there is text [height, width]."""
    image = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for text in corners:
        draw.polygon([(x * WIDTH, y * HEIGHT) for x, y in text], fill=255)
    return np.asarray(image.filter(ImageFilter.MaxFilter(2 * EDGE + 1))) > 0


def elsewhere(mask: NDArray[np.bool_], seed: int) -> NDArray[np.bool_]:
    """The same outlines, moved around the edges to where they meet the fewest of their own places."""
    rng = np.random.default_rng(seed)
    moves = zip(rng.integers(0, HEIGHT, TRIES), rng.integers(0, WIDTH, TRIES), strict=True)
    return min((np.roll(mask, move, axis=(0, 1)) for move in moves), key=lambda moved: int((moved & mask).sum()))


def blurred(pixels: Pixels, mask: NDArray[np.bool_]) -> Pixels:
    """A poster that is blurred where the mask says so, as much as *blurred* blurs all of it."""
    soft = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(BLUR)))
    return np.where(mask[:, :, None], soft, pixels)


def _changed(name: str, place: int, pixels: Pixels) -> Pixels:
    return changed(pixels, name)


def ways(test: Side) -> Iterator[tuple[str, Callable[[int, Pixels], Pixels]]]:
    """Every change of the test posters: its name, and what it makes of the n-th poster."""
    texts: dict[str, Corners] = json.loads(TEXTS.read_text(encoding="utf-8"))
    masks = [text_mask(texts[cell]) for cell in test.films.posters]
    print(f"Text covers {np.mean(masks):.1%} of the posters; {np.mean([not m.any() for m in masks]):.1%} have none.")
    yield "as they are", lambda place, pixels: pixels
    for name in CHANGES:
        yield name, partial(_changed, name)
    yield TEXT, lambda place, pixels: blurred(pixels, masks[place])
    yield ELSEWHERE, lambda place, pixels: blurred(pixels, elsewhere(masks[place], place))


def after_changes(classifier: PosterClassifier, rows: Sequence[Row], test: Side, draws: int) -> list[str]:
    """MAP and LRAP of the poster alone and of both after each change of all test posters, and what both lose by it."""
    small = [squeezed(test.films.shelf.open(cell)) for cell in test.films.posters]
    lines: list[list[object]] = []
    before = Scored(test.y_true, sigmoid(rows[3].test), rows[3].limits)
    for name, change in ways(test):
        images = (change(place, pixels) for place, pixels in enumerate(small))
        poster = classifier.heads.poster(classifier.backbone.features(images))
        both = classifier.heads.fused(test.plot, poster)
        figures = []
        for odds, limits in ((poster, rows[2].limits), (both, rows[3].limits)):
            scored = Scored(test.y_true, sigmoid(odds), limits)
            found, _ = scored.metrics(np.ones((1, len(test.y_true))))
            figures += [f"{found['map'][0]:.3f}", f"{found['lrap'][0]:.3f}"]
        gap = paired(scored, before, draws)
        lines.append([name, *figures, *((gap["map"], gap["lrap"]) if lines else ("", ""))])
    names = ["poster: mAP:", "poster: LRAP:", "both: mAP:", "both: LRAP:", "both, change of mAP", "of LRAP"]
    return page.table(["test posters", *names], lines)


def by_decade(rows: Sequence[Row], test: Side, years: NDArray[np.float64]) -> list[str]:
    """Micro F1 of the plot calibrated again and of both, by the decade of the film."""
    lines = []
    for first, last in DECADES:
        some = (years >= first) & (years < last)
        if not some.any():
            continue
        figures = []
        for row in (rows[1], rows[2], rows[3]):
            scored = Scored(test.y_true[some], sigmoid(row.test[some]), row.limits)
            figures.append(f"{scored.metrics(np.ones((1, int(some.sum()))))[0]['micro_f1'][0]:.3f}")
        name = f"before {last}" if not first else f"{first} and later" if last == LATEST else f"{first} to {last - 1}"
        lines.append([name, int(some.sum()), *figures])
    return page.table(["films of", "films:", "plot:", "poster:", "both:"], lines)


def main(arguments: list[str] | None = None) -> None:
    """Measure, and write the section."""
    options = BENCHMARK.parse(arguments)
    if not TEXTS.is_file():
        raise SystemExit(f"There is no {TEXTS}. Run python -m benchmarks.quality.poster_texts first.")
    classifier = PosterClassifier.load()
    genres = [str(genre) for genre in classifier.classes_]
    known, scored = films(genres)
    wanted = scored & (known.side != "train")
    known = known.part(wanted, ["not labelled by IMDb, or a training film"] * int((~wanted).sum()))
    known, features = features_of(known, FeatureCache(WORK, classifier.backbone))
    val, test = (Side.of(classifier, known, features, side) for side in ("validation", "test"))
    rows = contenders(classifier, val, test)
    ids = pd.read_csv(SHARED / "posters.csv.gz")["id"].to_numpy()[test.films.rows - 1]
    plots = pd.read_csv(SHARED / "plots.csv.gz", usecols=["id", "year"]).drop_duplicates("id").set_index("id")
    years = plots["year"].reindex(ids).to_numpy(dtype=np.float64)
    lines = [
        f"`{options.command}`: models `{classifier.version}`, {len(test.y_true):,} test films.",
        "",
        *table(rows, test, val, options.draws),
        "",
        "The test posters changed:",
        "",
        *after_changes(classifier, rows, test, options.draws),
        "",
        "Micro F1 by decade, thresholds per genre:",
        "",
        *by_decade(rows, test, years),
        "",
        *by_genre(rows, test, genres),
    ]
    page.write(options.page, f"python -m {BENCHMARK.module}", lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
