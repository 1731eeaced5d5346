"""What counts as a change: what is certain and large enough, and nothing else."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from core.drift.comparison import FAMILIARITY, LANGUAGE, LENGTH, NO_PLOT, UNKNOWN, differences
from core.drift.sentences import sentence
from tests.core.drift.conftest import GENRES

HALF = np.full(3, 0.5)
SHIFTS = {
    LENGTH: {"length": 0.6},
    UNKNOWN: {"unknown": 0.08},
    FAMILIARITY: {"familiar": 0.5},
    LANGUAGE: {"foreign": 0.1},
    NO_PLOT: {"blank": 0.1},
    "Horror": {"horror": 0.3},
}


def matter(batch, reference):
    return {each.measure for each in differences(batch, reference, GENRES, HALF) if each.matters}


@pytest.mark.parametrize("measure", SHIFTS)
def test_a_shift_is_told_as_what_it_is(made, measure):
    assert matter(made(500, 1, **SHIFTS[measure]), made(2_000)) == {measure}


def test_samples_of_the_same_kind_rarely_alarm(made):
    """5 % of them on average; 10 of 100 or fewer in 99 % of such trials."""
    reference = made(2_000)
    assert sum(bool(matter(made(100, seed), reference)) for seed in range(1, 101)) <= 10


def test_a_difference_that_is_certain_and_small_does_not_alarm(made):
    batch, reference = made(60_000, 1, length=1.05, unknown=0.032, horror=0.12), made(60_000)
    found = {each.measure: each for each in differences(batch, reference, GENRES, HALF)}
    assert all(found[name].p_value < 1e-6 for name in (LENGTH, UNKNOWN, "Horror"))
    assert not matter(batch, reference)


def test_longer_plots_have_no_larger_share_of_unknown_words(made):
    assert matter(made(1_000, 1, length=2), made(2_000)) == {LENGTH}


def test_p_values_are_corrected_for_their_number(made):
    batch, reference = made(300, 1, horror=0.14), made(2_000)
    found = {each.measure: each.p_value for each in differences(batch, reference, GENRES, HALF)}
    table = [[(side.y_score[:, 1] > 0.5).sum(), (side.y_score[:, 1] <= 0.5).sum()] for side in (batch, reference)]
    assert found["Horror"] > chi2_contingency(table).pvalue


def test_what_can_t_be_read_counts_once(made):
    batch = made(400, 1, blank=0.5)
    batch.words[~batch.readable] = 0
    batch.unknown[~batch.readable] = 1
    assert matter(batch, made(2_000)) == {NO_PLOT}


def test_a_model_that_can_t_tell_familiarity_is_compared_by_the_rest(made):
    batch = made(200, 1, length=0.5)
    batch.familiarity[:] = np.nan
    found = differences(batch, made(2_000), GENRES, HALF)
    assert FAMILIARITY not in {each.measure for each in found}
    assert matter(batch, made(2_000)) == {LENGTH}


def test_nothing_but_empty_plots(made):
    assert matter(made(50, 1, blank=1.0), made(2_000)) == {NO_PLOT}


@pytest.mark.parametrize(
    "shift, said",
    [
        ({"length": 0.5, "one_sentence": 0.9}, "of these plots are one sentence long; of the films, 29 % are."),
        ({"length": 0.5}, "words or fewer; of the films,"),
        ({"length": 2}, "of these plots have more than"),
        ({"unknown": 0.09}, "9 % of the words of these plots are unknown to the model; of those of the films, 3 %."),
        ({"familiar": 0.4}, "look as unusual to the model as the most unusual"),
        ({"familiar": 3}, "look as usual to the model as the most usual"),
        ({"foreign": 0.2}, "in another language (German 2"),
        ({"blank": 0.2}, "of these rows have no plot that the model can read; of the films, 0 % have none."),
        ({"horror": 0.4}, "Horror is predicted for 3"),
    ],
)
def test_the_sentence_names_both_shares(made, shift, said):
    batch, reference = made(2_000, 1, **shift), made(2_000)
    largest = max(differences(batch, reference, GENRES, HALF), key=lambda each: abs(each.effect) * each.matters)
    assert said in sentence(largest, batch, reference, "the films")
