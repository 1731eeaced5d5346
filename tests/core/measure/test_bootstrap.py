"""The bootstrap against scikit-learn: drawing every film once gives its values, any draw those of the drawn table."""

import numpy as np
import pytest

from core.measure import metrics, slices
from core.measure.bootstrap import Interval, Scored, bootstrap, draws, micro_f1, paired, verdict
from core.model.thresholds import decide
from core.text import Vocabulary


@pytest.fixture(scope="module", params=[False, True], ids=["distinct scores", "many ties"])
def table(request):
    rng = np.random.default_rng(3)
    y_true = (rng.random((300, 6)) < [0.5, 0.3, 0.2, 0.1, 0.02, 0.0]).astype(int)
    y_score = np.clip(0.35 * y_true + rng.random(y_true.shape) * 0.6, 0, 1)
    return y_true, y_score.round(1) if request.param else y_score, np.array([0.5, 0.4, 0.45, 0.4, 0.5, 0.5])


def test_every_film_once_is_scikit_learn(table):
    expected = metrics.report(*table)
    found, genres = Scored(*table).metrics(np.ones((1, 300)))
    assert {name: values[0] for name, values in found.items()} == pytest.approx(expected, abs=1e-9)
    per_genre = metrics.per_genre(*table, genres=list("ABCDEF"))
    assert genres["f1"][0][:5] == pytest.approx(per_genre["f1"][:5])
    assert genres["average_precision"][0][:5] == pytest.approx(per_genre["average_precision"][:5])
    assert np.isnan(genres["average_precision"][0][5])


@pytest.fixture(scope="module")
def masked(table):
    """The table with one in five labels unknown; no film is without a known genre, and what is true is known."""
    return *table, (np.random.default_rng(4).random(table[0].shape) < 0.8) | (table[0] == 1) | (np.arange(6) == 5)


def test_with_unknown_labels_it_still_is_the_report(masked):
    expected = metrics.report(*masked)
    found, genres = Scored(*masked).metrics(np.ones((1, 300)))
    assert {name: values[0] for name, values in found.items()} == pytest.approx(expected, abs=1e-9)
    per_genre = metrics.per_genre(*masked[:3], genres=list("ABCDEF"), known=masked[3])
    assert genres["f1"][0][:5] == pytest.approx(per_genre["f1"][:5])
    assert genres["average_precision"][0][:5] == pytest.approx(per_genre["average_precision"][:5])


def test_what_is_not_known_counts_neither_for_nor_against(masked):
    y_true, y_score, thresholds, known = masked
    sure = np.where(y_true == 1, np.maximum(y_score, thresholds), y_score)  # every true genre is predicted
    odd = np.where(known, sure, np.random.default_rng(5).random(y_true.shape))
    films = y_true.any(axis=1)
    one, other = (metrics.report(y_true[films], s[films], thresholds, known[films]) for s in (sure, odd))
    assert one == pytest.approx(other)
    assert one["micro_f1"] > metrics.report(y_true[films], odd[films], thresholds)["micro_f1"]


def test_a_draw_is_the_metric_of_the_drawn_films(table):
    y_true, y_score, thresholds = table
    weights = next(draws(300, count=3, seed=5))
    found, _ = Scored(*table).metrics(weights)
    for row, counts in enumerate(weights.astype(int)):
        films = np.repeat(np.arange(300), counts)
        expected = metrics.report(y_true[films], y_score[films], thresholds)
        assert {name: values[row] for name, values in found.items()} == pytest.approx(expected, abs=1e-9)


def test_draws_are_as_many_as_asked_and_follow_the_seed():
    first, same, other = (np.concatenate(list(draws(40, 250, seed))) for seed in (1, 1, 2))
    assert first.shape == (250, 40)
    assert (first.sum(axis=1) == 40).all()
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_an_interval_covers_what_the_theory_says():
    """Exact match is a share: its interval is about 1.96 standard errors to each side."""
    rng = np.random.default_rng(0)
    y_true = np.ones((1_000, 1), int)
    y_score = np.column_stack([np.where(rng.random(1_000) < 0.3, 0.9, 0.1)])
    y_true, y_score = np.hstack([y_true, 1 - y_true]), np.hstack([y_score, 1 - y_score])
    overall, _ = bootstrap(Scored(y_true, y_score, 0.5), 2_000)
    share = overall["exact_match"]
    error = 1.96 * np.sqrt(share.value * (1 - share.value) / 1_000)
    assert share.high - share.value == pytest.approx(error, rel=0.12)
    assert share.value - share.low == pytest.approx(error, rel=0.12)


def test_bootstrap_is_deterministic_and_brackets_the_value(table):
    overall, genres = bootstrap(Scored(*table), 200)
    again, _ = bootstrap(Scored(*table), 200)
    assert overall == again
    assert all(overall[name].low <= overall[name].value <= overall[name].high for name in ("micro_f1", "jaccard"))
    assert len(genres) == 6
    assert (genres["f1_low"] <= genres["f1_high"]).all()


def test_paired_sees_a_difference_that_separate_intervals_hide(table):
    y_true, y_score, thresholds = table
    worse = y_score.copy()
    worse[:15] = 1 - worse[:15]
    one, other = Scored(*table), Scored(y_true, worse, thresholds)
    gap = paired(one, other, 400)["micro_f1"]
    first, second = (bootstrap(scored, 400)[0]["micro_f1"] for scored in (one, other))
    assert gap.value == pytest.approx(first.value - second.value)
    assert gap.low > 0
    assert first.low < second.high
    assert set(map(str, paired(one, one, 50).values())) == {"0.000 [0.000, 0.000]"}
    with pytest.raises(ValueError, match="same films"):
        paired(one, Scored(1 - y_true, y_score, thresholds))


def test_verdicts():
    assert verdict("micro_f1", Interval(0.021, 0.013, 0.029)) == "better by 0.021 [0.013, 0.029]"
    assert verdict("micro_f1", Interval(-0.021, -0.029, -0.013)) == "worse by 0.021 [0.013, 0.029]"
    assert verdict("ece", Interval(-0.02, -0.03, -0.01)) == "better by 0.020 [0.010, 0.030]"
    assert verdict("map", Interval(0.001, -0.01, 0.01)) == "no clear difference: 0.001 [-0.010, 0.010]"


def test_slices_fall_where_they_should():
    import pandas as pd

    vocabulary = Vocabulary(("[PAD]", "[UNK]", "ship"))
    frame = pd.DataFrame(
        {
            "plot": ["ship " * 19, "ship " * 20, "ship rock " * 100, "ship " * 49 + "rock"],
            "year": ["1999", "2000", "", "n/a"],
            "label_tier": ["imdb", "tmdb", "imdb", "imdb"],
        }
    )
    found = slices.groups(frame, vocabulary, most_words=256)
    assert found == {
        "plot length": ["0 to 20 words", "20 to 40 words", "160 words or more", "40 to 80 words"],
        "unknown words": ["0 to 2 %", "0 to 2 %", "10 % or more", "2 to 5 %"],
        "decade": ["1990s", "2000s", "no year", "no year"],
        "label tier": ["imdb", "tmdb", "imdb", "imdb"],
    }


def test_a_slice_has_the_metric_of_its_films(table):
    y_true, y_score, thresholds = table
    labels = ["9 to 20"] * 100 + ["20 to 40"] * 190 + ["rare"] * 10
    found = slices.table(*table, {"size": labels}, draws=50)
    assert found["group"].tolist() == ["9 to 20", "20 to 40"], "in order of size, without the ten films"
    assert found["films"].tolist() == [100, 190]
    expected = metrics.report(y_true[:100], y_score[:100], thresholds)
    assert found.loc[0, "micro_f1"] == pytest.approx(expected["micro_f1"])
    assert found.loc[0, "lrap"] == pytest.approx(expected["lrap"])


def test_the_quick_interval_of_micro_f1_is_that_of_the_whole_bootstrap():
    rng = np.random.default_rng(3)
    y_true = rng.integers(0, 2, size=(60, 4)).astype(np.int8)
    y_score = np.clip(0.5 * y_true + 0.5 * rng.random(y_true.shape), 0, 1)
    thresholds = np.full(4, 0.5)
    quick = micro_f1(y_true, decide(y_score, thresholds), count=200)
    whole = bootstrap(Scored(y_true, y_score, thresholds), count=200)[0]["micro_f1"]
    assert (quick.value, quick.low, quick.high) == pytest.approx((whole.value, whole.low, whole.high))
