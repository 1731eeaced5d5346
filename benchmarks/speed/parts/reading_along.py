"""The part of `make bench` that reads along: the answers to all prefixes of a plot, beside one prefix after another."""

from functools import partial
from statistics import median

from benchmarks.speed.rows import Row, Setting
from benchmarks.timing import interleaved, seconds, times_better, took
from core.explanations.read_along import read_along
from core.text import tokenize

WORDS, SOONEST = 100, 0.5  # of the plot; seconds in which its lines must be there


def reading_along(setting: Setting) -> list[Row]:
    """One line: a plot of 100 words, made of the films' own."""
    classifier, text = setting.classifier, " ".join(setting.films.plots("test"))
    text = text[: tokenize(text, WORDS)[-1].end]
    tokens, genres = classifier.tokens(text), [str(name) for name in classifier.classes_]

    def together(_: int) -> float:
        return took(partial(read_along, classifier.predict_proba, text, tokens, genres))

    def one_by_one(_: int) -> float:
        return took(lambda: [classifier.predict_proba([text[: token.end]]) for token in tokens])

    times = interleaved({"together": together, "one by one": one_by_one}, max(setting.repeats, 2))
    ours, theirs = times["together"], times["one by one"]
    return [
        Row(
            f"read along: the answers after each of {len(tokens)} words",
            seconds(median(ours)),
            "one prefix after another",
            seconds(median(theirs)),
            ratio=times_better(ours, theirs),
            repeats=len(ours),
            target=f"under {1000 * SOONEST:.0f} ms",
            met=median(ours) < SOONEST,
        )
    ]
