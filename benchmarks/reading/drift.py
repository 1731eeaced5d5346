"""How often an alarm of drift is false, and how soon a real change is noticed: python -m benchmarks.reading.drift

Samples of the test side, drawn without replacement, beside the model's own films: an alarm on one of them is false.
Then five changes are made to some of the plots of each sample: cut to their first sentence; put in other languages;
joined with another plot; their names made up; only films of one genre. A change is noticed when the alarm names it.
Writes its section of docs/drift.md.
"""

import re

import numpy as np
import pandas as pd

from benchmarks import page
from benchmarks.reading.odd_texts import foreign
from benchmarks.start import OPEN_PLOTS, SHARED_PLOTS, Benchmark, Option
from core.drift import reference
from core.drift.comparison import LANGUAGE, LENGTH, LEVEL, UNKNOWN, Difference, differences
from core.drift.measured import Measured
from core.drift.sentences import advice
from core.model.classifier import GenreClassifier

OPTIONS = (
    Option("samples", 200, 4, "samples of each size"),
    Option("sizes", [50, 100, 200, 500, 1_000, 2_000], [50], "plots of a sample"),
    Option("shares", [0.1, 0.3, 1.0], [1.0], "share of the plots that are changed"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="drift.md", of_model=True)
GENRE = "Horror"
CONSONANTS, VOWELS = "bdfgjklmnprtvxz", "aeiou"
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")


def changed(frame: pd.DataFrame, rng: np.random.Generator) -> dict[str, tuple[str, list[str]]]:
    """What was done -> the measure that is to tell it, and the plots."""
    plots = frame["plot"].tolist()
    others = rng.permutation(np.array(plots, dtype=object))
    return {
        "cut to the first sentence": (LENGTH, [re.split(r"(?<=[.!?])\s", plot, maxsplit=1)[0] for plot in plots]),
        "in ten other languages": (LANGUAGE, foreign(rng)),
        "joined with another plot": (LENGTH, [f"{plot} {other}" for plot, other in zip(plots, others, strict=True)]),
        "names made up": (UNKNOWN, [_NAME.sub(lambda _: _made_up(rng), plot) for plot in plots]),
        f"{GENRE} films only": (GENRE, frame.loc[frame["genres"].str.contains(GENRE), "plot"].tolist()),
    }


def _made_up(rng: np.random.Generator) -> str:
    """Such as Xuvokif: a word of seven letters that no vocabulary has."""
    letters = [rng.choice(list(VOWELS if place % 2 else CONSONANTS)) for place in range(7)]
    return "".join(letters).capitalize()


class Trial:
    """Samples of the test films, and which measures alarm on them."""

    def __init__(self, classifier: GenreClassifier, films: Measured, seed: int = 0) -> None:
        self.classifier, self.films = classifier, films
        self.genres = [str(genre) for genre in classifier.classes_]
        self.reference = reference.needed(classifier).films
        self.rng = np.random.default_rng(seed)

    def alarms(self, size: int, other: Measured | None = None, share: float = 0.0) -> list[Difference]:
        """What is certain in a sample of ``size`` of which a ``share`` is from ``other``."""
        few = round(size * share)
        sample = self.films.take(self.rng.choice(len(self.films), size - few, replace=False))
        if other is not None:
            more = other.take(self.rng.choice(len(other), few, replace=few > len(other)))
            sample = Measured(
                **{name: np.concatenate([array, getattr(more, name)]) for name, array in vars(sample).items()}
            )
        found = differences(sample, self.reference, self.genres, self.classifier.thresholds_)
        return [each for each in found if each.p_value < LEVEL]


def false_alarms(trial: Trial, sizes: list[int], samples: int) -> list[tuple[object, ...]]:
    """A row a size: the share of samples that alarm, and of those on which some difference is certain at all."""
    rows: list[tuple[object, ...]] = []
    for size in sizes:
        found = [trial.alarms(size) for _ in range(samples)]
        alarms = np.mean([any(each.matters and advice(each) for each in certain) for certain in found])
        rows.append((size, f"{100 * alarms:.1f} %", f"{100 * np.mean([bool(certain) for certain in found]):.1f} %"))
    return rows


def noticed(trial: Trial, other: Measured, measure: str, share: float, size: int, samples: int) -> str:
    """The share of samples on which the right measure alarms."""
    named = [
        any(each.measure == measure and each.matters for each in trial.alarms(size, other, share))
        for _ in range(samples)
    ]
    return f"{100 * np.mean(named):.0f} %"


def main(arguments: list[str] | None = None) -> None:
    """Measure and write."""
    options = BENCHMARK.parse(arguments)
    classifier = GenreClassifier.load(options.model)
    frame = pd.read_csv(OPEN_PLOTS if options.quick else SHARED_PLOTS, dtype=str, keep_default_na=False)
    frame = frame.head(100) if options.quick else frame[frame["split"] == "test"]
    trial = Trial(classifier, Measured.of(classifier, frame["plot"].tolist()))
    alarms = false_alarms(trial, options.sizes, options.samples)
    rows: list[tuple[object, ...]] = []
    for name, (measure, plots) in changed(frame, np.random.default_rng(1)).items():
        other = Measured.of(classifier, plots)
        for share in options.shares:
            cells = [noticed(trial, other, measure, share, size, options.samples) for size in options.sizes]
            rows.append((name, f"{100 * share:.0f} %", *cells))
    text = [
        f"{page.measured(options, classifier.version, ['scipy'])} {len(frame):,} films of the test side,"
        f" {options.samples} samples of each size beside {len(trial.reference):,} of the model's own films.",
        "",
        "**False alarms**, by the size of the sample:",
        "",
        *page.table(("plots:", "samples that alarm:", "with a difference that is certain, of any size:"), alarms),
        "",
        "**Changes that are noticed**: the share of samples on which the alarm names what was done, by how many of the"
        " plots it was done to.",
        "",
        *page.table(("change", "plots changed:", *(f"{size:,} plots:" for size in options.sizes)), rows),
    ]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print(options.page.read_text(encoding="utf-8") if options.quick else options.page)


if __name__ == "__main__":
    main()
