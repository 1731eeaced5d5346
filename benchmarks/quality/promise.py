"""Promised and kept: python -m benchmarks.quality.promise

Promises are made on the validation films of plots.csv.gz and held against its test films, per label; the network was
trained on neither, though its best epoch was chosen on validation. The other way round is how the shipped model makes
them. Then samples are drawn, with replacement, from both sides together: whether a promise made on a sample is true is
known there, so it is counted how often one is broken. Writes a section of docs/promises.md. Needs ../shared; --quick
does not, and takes two halves of the model's own test films.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import page
from benchmarks.start import Benchmark, Option
from core.genres import SEPARATOR, known
from core.measure.meaning import wilson
from core.model.classifier import GenreClassifier
from core.promise.promise import LIKELY, Promise
from core.promise.threshold import CONFIDENCE, GRID, lower_tail
from recipe import films

BENCHMARK = Benchmark(
    __spec__.name,
    __doc__,
    [Option("draws", 300, 2, "samples drawn"), Option("promises", [0.8, 0.9, 0.95], [0.5, 0.8, 0.9], "precisions")],
    page="promises.md",
    of_model=True,
)
SECTION = f"python -m {BENCHMARK.module}"
DOUBT = 0.05  # a promise is contradicted when fewer are right than in one of twenty samples of a kept one


@dataclass(frozen=True)
class Side:
    """Labelled films: ``y_true``, ``y_score`` and what is ``known``, each [films, genres]."""

    name: str
    y_true: NDArray[np.integer]
    y_score: NDArray[np.floating]
    known: NDArray[np.bool_]

    def part(self, rows: NDArray[np.integer], name: str = "") -> "Side":
        """Some of the films."""
        return Side(name or self.name, self.y_true[rows], self.y_score[rows], self.known[rows])

    def promise(self, genres: tuple[str, ...], precision: float) -> Promise:
        """What these films allow to promise."""
        return Promise.fit(genres, self.y_true, self.y_score, np.full(len(genres), precision), self.known)


def shared(classifier: GenreClassifier) -> tuple[Side, Side]:
    """The validation and the test films of the shipped model, answered by the model."""
    whole = films.shipped()
    genres = [str(genre) for genre in classifier.classes_]

    def side(name: str) -> Side:
        certain = known((text.split(SEPARATOR) for text in getattr(whole, name)["genres"]), genres)
        return Side(name, whole.y_true(name), classifier.predict_proba(whole.plots(name)), certain)

    return side("validation"), side("test")


def halves(classifier: GenreClassifier) -> tuple[Side, Side]:
    """Two halves of the model's own test films."""
    y_true, y_score = classifier.artifact.evaluation()
    order = np.random.default_rng(0).permutation(len(y_true))
    whole = Side("test", y_true, y_score, np.ones(y_true.shape, dtype=bool))
    return whole.part(order[::2], "one half"), whole.part(order[1::2], "the other half")


@dataclass(frozen=True)
class Kept:
    """A label's promise and what became of it: ``right`` of ``given`` films, out of ``own`` that have the label."""

    genre: str
    promised: float
    threshold: float
    right: int
    given: int
    own: int

    @property
    def made(self) -> bool:
        """Whether anything was promised."""
        return bool(np.isfinite(self.threshold))

    @property
    def contradicted(self) -> bool:
        """Whether so few are right that the promise can hardly be true."""
        return self.made and bool(lower_tail(self.given, self.promised)[self.right] < DOUBT)


def kept(promise: Promise, side: Side) -> list[Kept]:
    """Every label's promise held against other films."""
    given = (side.y_score >= promise.thresholds) & side.known
    right, own = (given & (side.y_true == 1)).sum(axis=0), ((side.y_true == 1) & side.known).sum(axis=0)
    columns = (promise.genres, promise.precision, promise.thresholds, right, given.sum(axis=0), own)
    return [Kept(g, float(p), float(t), int(r), int(n), int(o)) for g, p, t, r, n, o in zip(*columns, strict=True)]


def main(arguments: list[str] | None = None) -> None:
    """Measure, then write."""
    options = BENCHMARK.parse(arguments)
    classifier = GenreClassifier.load(options.model)
    genres = tuple(str(genre) for genre in classifier.classes_)
    one, other = halves(classifier) if options.quick else shared(classifier)
    text = [page.measured(options, classifier.version), "", *_explained(one, other)]
    for precision in options.promises:
        text += ["", *_per_label(kept(one.promise(genres, precision), other), precision, other.name)]
    text += ["", *_summary(genres, options.promises, [(one, other), (other, one)])]
    text += ["", *_accepted(genres, options.promises, one, other)]
    text += ["", *_broken(genres, options.promises, one, other, options.draws)]
    page.write(options.page, SECTION, text)
    print("\n".join(text))


def _explained(one: Side, other: Side) -> list[str]:
    return [
        f"Made on {one.name} ({len(one.y_true):,} films), held against {other.name} ({len(other.y_true):,}); each"
        f" promise is made with {100 * CONFIDENCE:.0f} % confidence. *Kept*: the share of the films given the label"
        " that have it, with its 95 % interval. *Coverage*: the share of the films with the label that are given it.",
    ]


def _per_label(rows: Sequence[Kept], precision: float, name: str) -> list[str]:
    """A table of the labels that are promised, and who is not."""
    made = [row for row in rows if row.made]
    refused = [row.genre for row in rows if not row.made]
    broken = sum(row.contradicted for row in rows)
    holds = f"Held for {len(rows) - broken} of {len(rows)} labels: {len(made)} promised, of which {name} contradicts"
    lines = [
        f"### Promised: {100 * precision:g} %",
        "",
        f"{holds} {broken}; {len(refused)} that say they can't be.",
        "",
    ]
    cells = []
    for row in made:
        low, high = wilson(row.right, row.given) if row.given else (0.0, 1.0)
        share = f"{row.right / row.given:.3f} [{low:.3f}, {high:.3f}]" if row.given else "no film"
        cells.append(
            [row.genre, f"{precision:g}", share, f"{row.threshold:.2f}", f"{row.given:,}", f"{row.right / row.own:.3f}"]
        )
    lines += page.table(["label", "promised:", "kept:", "from:", "films given it:", "coverage:"], cells) if made else []
    return [*lines, "", f"Not promised: {', '.join(refused)}."] if refused else lines


def _summary(genres: tuple[str, ...], promises: Sequence[float], ways: Sequence[tuple[Side, Side]]) -> list[str]:
    """All labels together, in both directions."""
    cells = []
    for precision in promises:
        for made_on, side in ways:
            rows = [row for row in kept(made_on.promise(genres, precision), side) if row.made]
            right, given = sum(row.right for row in rows), sum(row.given for row in rows)
            above = sum(row.right >= precision * row.given for row in rows)
            cells.append(
                [f"{precision:g}", f"{made_on.name}, {side.name}", len(rows), above,
                 sum(row.contradicted for row in rows), f"{given:,}",
                 f"{right / given:.3f}" if given else "", f"{right / (side.y_true == 1).sum():.3f}"]
            )  # fmt: skip
    heads = ["promised:", "made on, held against", "labels promised:", "as measured, kept:", "contradicted:"]
    return ["### All labels", "", *page.table([*heads, "labels given:", "right:", "coverage:"], cells)]


def _accepted(genres: tuple[str, ...], promises: Sequence[float], one: Side, other: Side) -> list[str]:
    """What becomes of whole films, and what another rule of acceptance would give."""
    cells = []
    for precision in promises:
        promise = one.promise(genres, precision)
        given = (other.y_score >= promise.thresholds) & other.known
        for rule, least in ((f"no other label of {100 * LIKELY:.0f} %", LIKELY), ("any promised label", np.inf)):
            doubt = ((other.y_score >= least) & ~given).any(axis=1)
            films_in = given.any(axis=1) & ~doubt
            labels, there = given[films_in], other.y_true[films_in] == 1
            expected = ((1 - other.y_score[films_in]) * labels).sum()
            missing = (there & ~labels).sum() / max(int(films_in.sum()), 1)
            cells.append(
                [f"{precision:g}", rule, f"{films_in.mean():.3f}", int(labels.sum()), f"{expected:.1f}",
                 int((labels & ~there).sum()), f"{missing:.2f}"]
            )  # fmt: skip
    heads = ["promised:", "accepted when", "films accepted:", "labels:", "expected wrong:", "wrong:"]
    table = page.table([*heads, "missing a film:"], cells)
    return [
        "### Accepted films",
        "",
        "The first rule is the one in use; *missing*: labels that a film has and does not get.",
        "",
        *table,
    ]


def _broken(genres: tuple[str, ...], promises: Sequence[float], one: Side, other: Side, draws: int) -> list[str]:
    """How often a promise made on a sample is not true of the films that it was drawn from."""
    pool = [
        np.concatenate(pair)
        for pair in ((one.y_true, other.y_true), (one.y_score, other.y_score), (one.known, other.known))
    ]
    whole, size, rng = Side("both", *pool), len(one.y_true), np.random.default_rng(0)
    above = (whole.y_score[:, None, :] >= GRID[:, None]) & whole.known[:, None, :]
    true = (above & (whole.y_true == 1)[:, None, :]).sum(axis=0) / np.maximum(above.sum(axis=0), 1)  # [grid, genres]
    cells = []
    samples = [rng.integers(len(whole.y_true), size=size) for _ in range(draws)]
    for precision in promises:
        made, broken, naive = np.zeros(len(genres)), np.zeros(len(genres)), np.zeros((2, len(genres)))
        for rows in samples:
            sample = whole.part(rows)
            limits = sample.promise(genres, precision).thresholds
            naive += _by_point_estimate(sample, precision, true)
            for g in np.flatnonzero(np.isfinite(limits)):
                made[g] += 1
                broken[g] += true[int(np.abs(GRID - limits[g]).argmin()), g] < precision
        worst = int(broken.argmax())
        cells.append(
            [f"{precision:g}", f"{made.sum() / draws:.1f}", f"{broken.sum() / made.sum():.3f}" if made.sum() else "",
             f"{broken[worst] / draws:.3f} ({genres[worst]})", f"{naive[1].sum() / max(naive[0].sum(), 1):.3f}"]
        )  # fmt: skip
    heads = [
        "promised:",
        "labels promised:",
        "of these broken:",
        "worst label, of all samples:",
        "by the point estimate, broken:",
    ]
    told = (
        f"{draws:,} samples of {size:,} films from both sides; a promise is broken when the precision over both sides"
        f" is below it. At most {1 - CONFIDENCE:.1f} of the samples may break a label's. *By the point estimate*: the"
        " lowest threshold whose precision in the sample is enough, on 20 films or more."
    )
    return ["### How often a promise is broken", "", told, "", *page.table(heads, cells)]


def _by_point_estimate(sample: Side, precision: float, true: NDArray[np.float64]) -> NDArray[np.float64]:
    """Promises made and broken [2, genres] without regard to chance."""
    above = (sample.y_score[:, None, :] >= GRID[:, None]) & sample.known[:, None, :]
    count, right = above.sum(axis=0), (above & (sample.y_true == 1)[:, None, :]).sum(axis=0)
    fits = (count >= 20) & (right >= precision * count)
    lowest = len(GRID) - 1 - fits[::-1].argmax(axis=0)
    made = fits.any(axis=0)
    return np.stack([made, made & (true[lowest, np.arange(true.shape[1])] < precision)]).astype(np.float64)


if __name__ == "__main__":
    main()
