"""The part of `make bench` that explains: the default method beside SHAP's and LIME's default calls."""

from functools import partial
from statistics import mean, median
from typing import Any

from benchmarks.explain.library_explainers import LIBRARIES, KerasPredict, warm_up_libraries
from benchmarks.explain.ways import by_library, by_method, random_order
from benchmarks.speed.rows import Row, Setting, spread
from benchmarks.timing import interleaved, seconds, times_better
from core.explanations import DEFAULT_METHOD, warm_up
from core.explanations.target import of_classifier
from core.text import tokenize


def explaining(setting: Setting) -> list[Row]:
    """The default method beside SHAP's and LIME's default calls, on the same plots of 20 to 120 words."""
    classifier, wanted = setting.classifier, max(setting.repeats, 1 if setting.quick else 10)
    fitting = [plot for plot in setting.films.plots("test") if 20 <= len(tokenize(plot)) <= 120]
    targets = [of_classifier(classifier, plot, "probability") for plot in spread(fitting, wanted)]
    tops = [int(target.ends()[1].argmax()) for target in targets]
    warm_up(classifier)
    predict = KerasPredict(classifier)
    warm_up_libraries(predict)
    answers: dict[str, list[dict[str, Any]]] = {DEFAULT_METHOD: [], **{name: [] for name in LIBRARIES}}

    def ask(name: str, i: int) -> float:
        if name == DEFAULT_METHOD:
            row = by_method(classifier, targets[i], name, "probability", [tops[i]])
        else:
            row = by_library(name, predict, targets[i], tops[i])
        answers[name].append(row)
        return row["seconds"]

    times = interleaved({name: partial(ask, name) for name in answers}, len(targets))
    worth = {name: mean(row["comprehensiveness"] for row in rows) for name, rows in answers.items()}
    worth["random"] = mean(random_order(t, [top])["comprehensiveness"] for t, top in zip(targets, tops, strict=True))
    ours = times[DEFAULT_METHOD]
    return [
        Row(
            f"explain 1 plot (comprehensiveness of a random order: {worth['random']:.3f})",
            seconds(median(ours)),
            name,
            seconds(median(times[name])),
            (f"comprehensiveness {worth[DEFAULT_METHOD]:.3f}", f"comprehensiveness {worth[name]:.3f}"),
            times_better(ours, times[name]),
            len(ours),
        )
        for name in LIBRARIES
    ]
