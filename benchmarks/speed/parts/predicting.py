"""The part of `make bench` that predicts: one plot, many, and a CSV, beside what people would use instead."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.quality import networks, scoring
from benchmarks.speed.minilm_int8 import MiniLM
from benchmarks.speed.rivals import Rival
from benchmarks.speed.rows import Row, Setting, spread
from benchmarks.timing import interleaved, seconds, times_better
from recipe.films import WORK, Films, Scores

HEAD = WORK.parent / "bench" / "minilm-head.npz"
ORIGINAL, MINILM = "the original's way (Keras, 500 words)", "MiniLM int8 + logistic regression"
LATENCY, THROUGHPUT, AS_GOOD = 20, 10, "at no lower micro-F1"
LEARNT_FROM = 15_000  # trusted films whose embeddings MiniLM's regression learns from


def run_minilm(films: Films, encoder: MiniLM) -> Scores:
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


def kept(films: Films, name: str) -> Scores | None:
    """What `make quality` left of a contender's scores on these films (or of those they are the first of)."""
    path = WORK / f"{films.name}-{name}.npz"
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        validation, test = arrays["validation"][: len(films.validation)], arrays["test"][: len(films.test)]
    return (validation, test) if test.shape == (len(films.test), len(films.genres)) else None


def micro_f1(setting: Setting) -> dict[str, float]:
    """Micro-F1 on the same test films; each calibrated and tuned on the same validation films."""
    films = setting.films
    scored: dict[str, Scores | None] = {"genrelens": networks.scores(setting.classifier.artifact.folder, films)}
    scored["minilm"] = run_minilm(films, MiniLM())
    scored["original"] = kept(films, "original-network")
    scored["minilm, all films"] = kept(films, "minilm-l6-embeddings-+-logistic-regression")
    return {name: scoring.measure(films, each).values["micro_f1"] for name, each in scored.items() if each}


def _asked(rival: Rival, requests: Callable[[int], dict[str, Any]]) -> Callable[[int], float]:
    return lambda repeat: rival.ask(**requests(repeat))["seconds"]


def against(
    what: str,
    times: dict[str, list[float]],
    show: Callable[[float], str],
    quality: dict[str, float],
    targets: dict[str, float],
) -> list[Row]:
    """GenreLens beside the original's way and MiniLM; ``targets``: contender -> the least ratio that is aimed at."""
    rows, ours, best = [], times["genrelens"], {**quality}
    best["minilm"] = max(quality["minilm"], quality.get("minilm, all films", 0.0))
    for name, title in (("original", ORIGINAL), ("minilm", MINILM)):
        ratio, wanted = times_better(ours, times[name]), targets.get(name)
        target, met = "", None
        if wanted:
            no_worse = name != "minilm" or best["genrelens"] >= best["minilm"]
            target, met = f"{wanted:g} times", ratio[0] >= wanted and no_worse
            target += f" {AS_GOOD}" if name == "minilm" else ""
        own, its = (f"micro-F1 {best[n]:.3f}" if n in best else "run `make quality`" for n in ("genrelens", name))
        shown = show(median(ours)), title, show(median(times[name]))
        rows.append(Row(what, *shown, (own, its), ratio, len(ours), target, met))
    return rows


def rivals(setting: Setting) -> dict[str, Path]:
    """The contenders' processes: name -> argument."""
    model = setting.classifier.artifact.folder
    return {"genrelens": model, "original": model, "minilm": HEAD}


def predicting(setting: Setting) -> list[Row]:
    """Latency of one plot, throughput of many, and tagging a CSV, by processes that take turns."""
    quality, test = micro_f1(setting), setting.films.plots("test")
    many, count = spread(test, setting.plots), setting.plots
    one = [{"plots": [plot]} for plot in spread(test, 3 * setting.repeats)]
    per_second = lambda taken: f"{count / taken:,.0f} plots/s"  # noqa: E731
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pd.DataFrame({"plot": many}).to_csv(folder / "films.csv", index=False)
        file = {"source": str(folder / "films.csv"), "out": str(folder / "out.csv")}
        arguments = rivals(setting)
        open_ = {name: stack.enter_context(Rival(name, argument)) for name, argument in arguments.items()}
        turns = {name: partial(_asked, rival) for name, rival in open_.items()}
        latency = interleaved({n: ask(lambda i: one[i]) for n, ask in turns.items()}, len(one))
        throughput = interleaved({n: ask(lambda i: {"plots": many}) for n, ask in turns.items()}, setting.repeats)
        tagging = interleaved({n: ask(lambda i: file) for n, ask in turns.items()}, setting.repeats)
    return [
        *against("predict 1 plot", latency, seconds, quality, {"original": LATENCY}),
        *against(f"predict {count:,} plots", throughput, per_second, quality, {"minilm": THROUGHPUT}),
        *against(f"tag a CSV of {count:,} plots", tagging, per_second, quality, {}),
    ]
