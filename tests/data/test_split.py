"""Splits that cannot leak: titles, series and near-duplicates stay together, and films don't move."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TableError
from data import split
from data.quality import repeats
from data.quality.word_sequences import count_spaced, runs, word_sequences
from data.sources import registry


@pytest.fixture(scope="module")
def films() -> pd.DataFrame:
    return registry.load("open_plots").frame


def frame(titles, plots=None, **more) -> pd.DataFrame:
    plots = plots or [f"plot number {i} of its own kind" for i in range(len(titles))]
    return pd.DataFrame({"title": titles, "plot": plots, **more})


def test_sizes_are_near_what_was_asked_for(films):
    shares = split.assign(films).value_counts(normalize=True)
    assert shares["train"] == pytest.approx(0.8, abs=0.04)
    assert shares["validation"] == pytest.approx(0.1, abs=0.03)
    assert shares["test"] == pytest.approx(0.1, abs=0.03)


def test_no_film_moves_when_others_are_added_or_rows_are_shuffled(films):
    whole = split.assign(films)
    pd.testing.assert_series_equal(split.assign(films.iloc[:300]), whole.iloc[:300])
    shuffled = films.sample(frac=1, random_state=1)
    pd.testing.assert_series_equal(split.assign(shuffled).sort_index(), whole)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The Thing", "Thing"),
        ("Amélie", "AMELIE"),
        ("Spider-Man", "Spider Man!"),
        ("Heat (1995)", "Heat"),
        ("King Kong (1976/I)", "King Kong (????)"),
    ],
)
def test_spellings_and_remakes_share_a_group(a, b):
    assert split.normalise_title(a) == split.normalise_title(b)


def test_other_scripts_are_told_apart():
    assert split.normalise_title("Дом 2") != split.normalise_title("Кухня 2")


@pytest.mark.parametrize("title", ["Дом", "七人の侍", "???", "The", "(1999)"])
def test_no_title_becomes_empty(title):
    assert split.normalise_title(title)


def test_episodes_follow_their_series():
    titles = [f"Show {n}: Part {i}" for n in range(40) for i in range(5)]
    series = [f'"Show {n}" (1999)' for n in range(40) for i in range(5)]
    sides = split.assign(frame(titles, series=series))
    assert sides.groupby(series).nunique().max() == 1 and sides.nunique() == 3
    assert split.assign(frame(titles)).groupby(series).nunique().max() > 1, "without the column they scatter"


def test_near_duplicates_stay_on_one_side_and_the_first_film_stays_where_it_was(films):
    alone = split.assign(films)
    copied = films.assign(
        title=[f"Another name {i}" for i in range(len(films))],
        plot=films["plot"].str.replace(r"^(\S+) (\S+)", r"Once \2", regex=True) + " So it ended.",
    )
    both = pd.concat([films, copied], ignore_index=True)
    sides = split.assign(both).to_numpy()
    assert (sides[: len(films)] == alone.to_numpy()).all()
    assert (sides[len(films) :] == sides[: len(films)]).all()


def test_a_group_is_tied_by_way_of_a_third_film():
    plot = "a lonely keeper of a lighthouse on the coast finds a trunk that holds the letters of a drowned sailor"
    words = plot.split()
    plots = [" ".join(words[:12]), plot, " ".join(words[8:]), "nothing of the kind happens in this one at all today"]
    groups = split.groups(frame(["A one", "B two", "C three", "D four"], plots))
    assert groups.tolist() == ["one", "one", "one", "d four"] or groups.nunique() == 2
    assert groups.iloc[0] == groups.iloc[1] == groups.iloc[2] != groups.iloc[3]


def test_own_split_is_obeyed_and_half_of_one_is_an_error():
    table = frame(["A", "B", "C"], split=["train", "val", "test"])
    assert split.assign(table).tolist() == ["train", "validation", "test"]
    assert split.assign(frame(["A", "B"], split=["left", "right"])).isin(split.PARTS).all(), "another kind of split"
    with pytest.raises(TableError, match="'maybe' in 1 rows"):
        split.assign(frame(["A", "B"], split=["train", "maybe"]))


def test_random_split_scatters_and_is_repeatable(films):
    table = films.assign(split="train")
    sides = split.assign(table, method="random")
    assert sides.value_counts(normalize=True)["train"] == pytest.approx(0.8, abs=0.04)
    pd.testing.assert_series_equal(sides, split.assign(table, method="random"))
    assert (sides != split.assign(table, method="random", seed=8)).any()
    with pytest.raises(TableError, match="title or random"):
        split.assign(table, method="odd")


def test_near_duplicates_agree_with_the_definition(films):
    plots = films["plot"].iloc[:60].tolist()
    plots += [" ".join(plot.split()[5:40]) for plot in plots[:10]]  # a part of another
    plots += [" ".join(plot.split()[::-1]) for plot in plots[:10]]  # the same words in another order
    plots += [plots[0], "Two words", "Two words"]
    found = repeats.near_duplicates(word_sequences(pd.Series(plots)))
    pairs = {(a, b): overlap for a, b, overlap in found.itertuples(index=False)}
    three = [{tuple(w[i : i + 3]) for i in range(len(w) - 2)} for w in map(tokens, plots)]
    for a in range(len(plots)):
        for b in range(a + 1, len(plots)):
            shared = len(three[a] & three[b])
            overlap = shared / max(min(len(three[a]), len(three[b])), 1)
            expected = (overlap >= repeats.OVERLAP and shared >= repeats.FEWEST) or plots[a] == plots[b]
            assert ((a, b) in pairs) == expected, (a, b, overlap)
            if expected and shared:
                assert pairs[a, b] == pytest.approx(overlap)


def tokens(plot: str) -> list[str]:
    sequences = word_sequences(pd.Series([plot]))
    return sequences.words[sequences.codes].tolist()


@given(st.lists(st.lists(st.sampled_from("a b c dd e".split()), max_size=9).map(" ".join), min_size=1, max_size=6))
def test_runs_are_those_of_a_plain_loop(plots):
    sequences = word_sequences(pd.Series(plots, dtype=str))
    for length in (1, 2, 3):
        found = runs(sequences, length)
        texts = [" ".join(sequences.words[sequences.codes[b : b + length]]) for b in found.begins]
        wanted = [
            (n, " ".join(w[i : i + length]))
            for n, w in enumerate(plot.split() for plot in plots)
            for i in range(len(w) - length + 1)
        ]
        assert list(zip(found.plots.tolist(), texts, strict=True)) == wanted
        by_hash = dict(zip(found.hashes.tolist(), texts, strict=True))
        assert len(by_hash) == len(set(texts)), "equal hashes for equal words only"


@given(st.lists(st.text("aé \t\n", max_size=8), min_size=1, max_size=8))
def test_words_are_counted_as_splitting_would(texts):
    column = pd.Series(texts, dtype=str)
    assert count_spaced(column).tolist() == [len(text.split()) for text in texts]
    assert count_spaced(column.iloc[1:]).tolist() == [len(text.split()) for text in texts[1:]]


def test_hashes_do_not_depend_on_the_table():
    one, two = (word_sequences(pd.Series(plots)) for plots in (["a b c"], ["x y", "c b a b c"]))
    assert runs(one, 3).hashes[0] == runs(two, 3).hashes[-1]
    assert len(np.unique(runs(two, 3).hashes)) == 3


def test_films_of_a_group_share_a_fold_and_others_stay_where_they_are_drawn():
    alone = frame([f"Film {i}" for i in range(40)])
    drawn = split.folds(alone, 5, seed=3)
    assert np.bincount(drawn).tolist() == [8] * 5
    long = [" ".join(f"word{film}x{place}" for place in range(30)) for film in range(40)]
    told_twice = frame([f"Film {i}" for i in range(80)], [*long, *long])
    for table in (told_twice, frame([*alone["title"], *alone["title"]])):
        fold = split.folds(table, 5, seed=3)
        assert (fold[:40] == fold[40:]).all() and len(set(fold)) == 5
    remake = frame([*alone["title"][:39], "The film 0"])
    kept = split.folds(remake, 5, seed=3)
    assert kept[39] == kept[0] and (kept[:39] == drawn[:39]).all()


@pytest.mark.parametrize(("kinds", "folds"), [(1, 5), (2, 2), (4, 4), (7, 5)])
def test_few_groups_leave_no_fold_empty(kinds, folds):
    """Films that are all alike have nothing else to be measured by: each is drawn by itself."""
    plots = [f"{'war love crime ghost robot king train'.split()[i % kinds]} " * 9 for i in range(30)]
    fold = split.folds(frame([f"Film {i}" for i in range(30)], plots), 5, seed=0)
    assert sorted(set(fold)) == list(range(folds))
    if kinds > 1:
        assert all(len(set(fold[kind::kinds])) == 1 for kind in range(kinds))
