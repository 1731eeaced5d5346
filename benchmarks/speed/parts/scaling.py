"""The part of `make bench` that asks how times grow: with the number of plots, and with the words of a plot."""

import tempfile
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from benchmarks.pages.explore import generate
from benchmarks.speed.rows import Growth, Setting, growth, spread
from benchmarks.timing import repeated
from core.explanations import explain, warm_up
from core.tag import csv

PLOTS, WORDS = (10, 100, 1_000, 10_000, 100_000), (10, 50, 300, 2_000)
LONG = 60.0  # seconds: what takes longer than this altogether is repeated no more, so that the part ends


def tag(setting: Setting, sizes: tuple[int, ...]) -> Growth:
    """A CSV of generated films, tagged."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "films.csv", Path(folder) / "out.csv"
        for size in (sizes[0], *sizes):  # once more to warm up
            generate(source, size)
            times.append(repeated(lambda: csv.tag(source, out, "plot", setting.classifier), setting.repeats, LONG))
    return growth("tag a CSV", "plots", list(sizes), times[1:])


def predict(setting: Setting, sizes: tuple[int, ...]) -> Growth:
    """Test plots from all over the table, as often as it takes, given to the model at once."""
    times = []
    for size in (sizes[0], *sizes):  # once more to warm up
        some = spread(setting.films.plots("test"), size)
        times.append(repeated(partial(setting.classifier.predict_proba, some), setting.repeats, LONG))
    return growth("predict", "plots", list(sizes), times[1:])


def by_words(setting: Setting, sizes: tuple[int, ...]) -> list[Growth]:
    """One text, run together from test plots, predicted and explained."""
    words = [word for plot in setting.films.plots("test")[:200] for word in plot.split()]
    texts = [" ".join(islice(cycle(words), size)) for size in sizes]
    classifier, repeats = setting.classifier, setting.repeats
    warm_up(classifier)
    predicted = [repeated(partial(classifier.predict_proba, [text]), 10 * repeats, LONG) for text in texts]
    explained = [repeated(partial(explain, classifier, text), repeats, LONG) for text in texts]
    return [growth("predict", "words", list(sizes), predicted), growth("explain", "words", list(sizes), explained)]


def growing(setting: Setting) -> list[Growth]:
    """Tagging and predicting by plots; predicting and explaining by words."""
    plots = PLOTS[:3] if setting.quick else PLOTS
    return [tag(setting, plots), predict(setting, plots), *by_words(setting, WORDS)]
