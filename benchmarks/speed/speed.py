"""Parts of `make bench`: how fast GenreLens predicts, tags a file, explains and trains, beside other ways."""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.quality import table
from benchmarks.speed import training
from benchmarks.speed.measured import Row, Setting, interleaved, seconds, spread, times_better
from benchmarks.speed.rivals import MiniLM, Rival
from core.text import tokenize
from recipe.films import WORK, Films

HEAD = WORK.parent / "bench" / "minilm-head.npz"
ORIGINAL, MINILM = "the original's way (Keras, 500 words)", "MiniLM int8 + logistic regression"
LATENCY, THROUGHPUT, AS_GOOD = 20, 10, "at no lower micro-F1"
LEARNT_FROM = 15_000  # trusted films whose embeddings MiniLM's regression learns from


def run_minilm(films: Films, encoder: MiniLM) -> table.Scores:
    """Train the logistic regressions, keep them in ``HEAD`` and score validation and test.

    They learn from the films with trusted labels, at most ``LEARNT_FROM``, which are what is scored.
    """
    from sklearn.linear_model import LogisticRegression

    column, _, value = films.score_where.partition("=")
    rows = films.train[films.train[column].astype(str) == value] if column else films.train
    part = Films(films.name, films.path, "", films.genres, rows[:LEARNT_FROM], films.validation, films.test)
    y_true, features = part.y_true("train"), encoder.embed(part.plots("train"))
    coef, intercept = np.zeros((len(films.genres), features.shape[1])), np.full(len(films.genres), -5.0)
    for genre in np.flatnonzero(y_true.any(axis=0) & ~y_true.all(axis=0)):
        fitted = LogisticRegression(C=100.0, max_iter=300).fit(features, y_true[:, genre])  # 4 at a gain of 5, squared
        coef[genre], intercept[genre] = fitted.coef_[0], fitted.intercept_[0]
    HEAD.parent.mkdir(parents=True, exist_ok=True)
    np.savez(HEAD, coef=coef, intercept=intercept)
    scored = [encoder.embed(part.plots(side)) @ coef.T + intercept for side in ("validation", "test")]
    return scored[0], scored[1]


def kept(films: Films, name: str) -> table.Scores | None:
    """What `make quality` left of a contender's scores on these films (or of those they are the first of)."""
    path = WORK / f"{films.name}-{name}.npz"
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        validation, test = arrays["validation"][: len(films.validation)], arrays["test"][: len(films.test)]
    return (validation, test) if test.shape == (len(films.test), len(films.genres)) else None


def micro_f1(setting: Setting) -> dict[str, float]:
    """Micro-F1 on the same test films; each calibrated and tuned on the same validation films."""
    films, classifier = setting.films, setting.classifier
    order = [classifier.classes_.tolist().index(genre) for genre in films.genres]
    ours = [classifier.decision_function(films.plots(side))[:, order] for side in ("validation", "test")]
    scored = {"genrelens": (ours[0], ours[1]), "minilm": run_minilm(films, MiniLM())}
    scored["original"] = kept(films, "original-network")
    scored["minilm, all films"] = kept(films, "minilm-l6-embeddings-+-logistic-regression")
    return {name: table.measure(films, found).values["micro_f1"] for name, found in scored.items() if found}


def _asked(rival: Rival, requests: Callable[[int], dict[str, Any]]) -> Callable[[int], float]:
    return lambda repeat: rival.ask(**requests(repeat))["seconds"]


def against(
    what: str,
    times: dict[str, list[float]],
    show: Callable[[float], str],
    found: dict[str, float],
    targets: dict[str, float],
) -> list[Row]:
    """GenreLens beside the original's way and MiniLM; ``targets``: contender -> the least ratio that is aimed at."""
    rows, ours, best = [], times["genrelens"], {**found}
    best["minilm"] = max(found["minilm"], found.get("minilm, all films", 0.0))
    for name, title in (("original", ORIGINAL), ("minilm", MINILM)):
        ratio, wanted = times_better(ours, times[name]), targets.get(name)
        target, met = "", None
        if wanted:
            no_worse = name != "minilm" or best["genrelens"] >= best["minilm"]
            target, met = f"{wanted:g} times", ratio[0] >= wanted and no_worse
            target += f" {AS_GOOD}" if name == "minilm" else ""
        shown = tuple(f"micro-F1 {best[n]:.3f}" if n in best else "run `make quality`" for n in ("genrelens", name))
        rows.append(
            Row(what, show(median(ours)), title, show(median(times[name])), shown, ratio, len(ours), target, met)
        )
    return rows


def predicting(setting: Setting) -> list[Row]:
    """Latency of one plot, throughput of many, and tagging a CSV, by processes that take turns."""
    found, test = micro_f1(setting), setting.films.plots("test")
    many, count = spread(test, setting.plots), setting.plots
    one = [{"plots": [plot]} for plot in spread(test, 3 * setting.repeats)]
    per_second = lambda taken: f"{count / taken:,.0f} plots/s"  # noqa: E731
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pd.DataFrame({"plot": many}).to_csv(folder / "films.csv", index=False)
        file = {"source": str(folder / "films.csv"), "out": str(folder / "out.csv")}
        names = {"genrelens": "", "original": "", "minilm": str(HEAD)}
        open_ = {name: stack.enter_context(Rival(name, argument)) for name, argument in names.items()}
        turns = {name: partial(_asked, rival) for name, rival in open_.items()}
        latency = interleaved({n: ask(lambda i: one[i]) for n, ask in turns.items()}, len(one))
        throughput = interleaved({n: ask(lambda i: {"plots": many}) for n, ask in turns.items()}, setting.repeats)
        tagging = interleaved({n: ask(lambda i: file) for n, ask in turns.items()}, setting.repeats)
    return [
        *against("predict 1 plot", latency, seconds, found, {"original": LATENCY}),
        *against(f"predict {count:,} plots", throughput, per_second, found, {"minilm": THROUGHPUT}),
        *against(f"tag a CSV of {count:,} plots", tagging, per_second, found, {}),
    ]


def explaining(setting: Setting) -> list[Row]:
    """The default method beside SHAP's and LIME's default calls, on the same plots of 20 to 120 words."""
    from benchmarks.explain.faithfulness import by_library, by_method, control
    from benchmarks.explain.library_explainers import LIBRARIES, KerasPredict
    from core.explanations import DEFAULT_METHOD, warm_up
    from core.explanations.target import of_classifier

    classifier, wanted = setting.classifier, max(setting.repeats, 1 if setting.quick else 10)
    fitting = [plot for plot in setting.films.plots("test") if 20 <= len(tokenize(plot)) <= 120]
    targets = [of_classifier(classifier, plot, "probability") for plot in spread(fitting, wanted)]
    tops = [int(target.ends()[1].argmax()) for target in targets]
    warm_up(classifier)
    predict = KerasPredict(classifier)
    for library in LIBRARIES.values():  # what is compiled once is no part of an explanation's cost
        library(predict, "A haunted house.", 0, [(2, 9)])
    found: dict[str, list[dict[str, Any]]] = {DEFAULT_METHOD: [], **{name: [] for name in LIBRARIES}}

    def ask(name: str, i: int) -> float:
        if name == DEFAULT_METHOD:
            row = by_method(classifier, targets[i], name, "probability", [tops[i]])
        else:
            row = by_library(name, predict, targets[i], tops[i])
        found[name].append(row)
        return row["seconds"]

    times = interleaved({name: partial(ask, name) for name in found}, len(targets))
    worth = {name: mean(row["comprehensiveness"] for row in rows) for name, rows in found.items()}
    worth["random"] = mean(control(t, [top])["comprehensiveness"] for t, top in zip(targets, tops, strict=True))
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


def reached(setting: Setting, repeat: int, folder: Path) -> tuple[float, float, float]:
    """Train both ways on the same films: the best validation micro-F1 of the original's way, the seconds it took, and
    the seconds of GenreLens to get there (infinite when it doesn't).
    """
    options = argparse.Namespace(minutes=0.1 if setting.quick else 0.4, epochs=40)
    table = training.sample(str(setting.films.path), 300 if setting.quick else 1_000, repeat, folder)
    names = ["theirs", "genrelens"][:: 1 if repeat % 2 else -1]
    epochs = {name: training.run_way(name, table, options)["epochs"] for name in names}
    best = max(epochs["theirs"], key=lambda epoch: epoch["val_micro_f1"])
    there = [e["spent"] for e in epochs["genrelens"] if e["val_micro_f1"] >= best["val_micro_f1"]]
    return best["val_micro_f1"], best["spent"], there[0] if there else float("inf")


def learning(setting: Setting) -> list[Row]:
    """Training time to the best validation micro-F1 that the original's way reaches in a bounded time."""
    with tempfile.TemporaryDirectory() as folder:
        found = [reached(setting, repeat, Path(folder)) for repeat in range(setting.repeats)]
    goals, theirs, ours = (list(column) for column in zip(*found, strict=True))
    goal = f"validation micro-F1 {median(goals):.3f}"
    missed = sum(np.isinf(ours))
    there = f"{goal}, not reached {missed} times" if missed else goal
    shown = [seconds(median(taken)) if np.isfinite(median(taken)) else "not reached" for taken in (ours, theirs)]
    what, ratio = "train to equal validation micro-F1", times_better(ours, theirs)
    return [Row(what, shown[0], "the original's way", shown[1], (there, goal), ratio, len(ours))]
