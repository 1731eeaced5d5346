"""The check: clean on the embedded films, loud on every kind of fault put into a table."""

import pandas as pd
import pytest

from core.errors import TableError
from core.genres import IMDB_GENRES
from data import split
from data.__main__ import main
from data.quality import check
from data.quality.report import of_check
from data.schema import PlotTable, validate
from data.sources import registry

TWENTY_TWO = set(IMDB_GENRES) - {"Adult", "Game-Show", "News", "Reality-TV", "Short", "Talk-Show"}


@pytest.fixture(scope="module")
def open_plots() -> PlotTable:
    return registry.load("open_plots")


@pytest.fixture(scope="module")
def report(open_plots) -> check.Report:
    return check.check(open_plots)


def table(rows, name="made up") -> PlotTable:
    columns = ["title", "year", "plot", "genres", "split"][: len(rows[0])]
    return validate(pd.DataFrame(rows, columns=columns), name)


def test_open_plots_keeps_its_promises(report, open_plots):
    frame = open_plots.frame
    assert report.problems == [] and open_plots.rejected.empty
    assert len(frame) >= 1000 and len(frame["country"].unique()) >= 20 and frame["id"].is_unique
    assert frame["year"].min() < 1910 and frame["year"].max() > 2020
    counts = frame["genres"].str.split("|").explode().value_counts()
    assert set(counts.index) == TWENTY_TWO and counts.min() >= 25
    assert report.near.empty and report.repeated.empty and report.openings.empty and report.telling.empty
    assert 40 <= report.shortest and report.longest <= 90
    assert report.distinct_words / report.words > 0.15
    assert report.glove_share > 0.98
    assert report.languages["language"].tolist() == ["en"]


LONG = "a miner who lost his brother in the flood walks back into the shaft to look for the lamp he left there"


def test_every_fault_is_found():
    rows = [
        ["A", 1990, LONG, "Drama", "train"],
        ["B", 1991, LONG.upper() + "!", "Drama", "test"],
        ["C", 1992, "while snow falls, " + LONG, "Drama", "validation"],
        ["D", 1993, "one plot about nothing at all", "War", "train"],
        ["d", 1993, "another plot about something else", "War", "train"],
        ["E", 1994, "this war drama tells of two armies", "War", "train"],
        ["The E", 2004, "hills and rivers and a long road home", "War", "test"],
    ]
    report = check.check(table(rows))
    assert report.same_film == [(3, 4)]
    assert report.copies[["a", "b"]].to_numpy().tolist() == [[0, 1]]
    assert report.near[["a", "b", "across"]].to_numpy().tolist() == [[0, 1, True], [0, 2, True], [1, 2, True]]
    assert report.titles_across == ["e"]
    assert report.leaks == 4 and len(report.problems) == 4
    assert report.telling.set_index("genre")["own"].to_dict() == {"War": 1, "Drama": 0}


def test_our_own_split_mends_the_leaks():
    rows = [["A", 1990, LONG, "Drama"], ["B", 1991, LONG + " before dawn", "Drama"], ["a", 2001, "quite new", "Drama"]]
    report = check.check(table(rows))
    assert len(report.near) == 1 and report.leaks == 0 and report.problems == []


def test_random_split_of_series_is_a_leak():
    rows = [[f"Show: {i}", 1990, f"episode {i} of its own " * 2, "Drama"] for i in range(60)]
    episodes = table(rows)
    episodes.frame["series"] = '"Show" (1990)'
    assert check.check(episodes).leaks == 0
    episodes.frame["split"] = split.assign(episodes.frame, method="random")
    assert "1 title or series is on two sides" in " ".join(check.check(episodes).problems)


def test_against_another_table():
    mine = table([["A", 1990, LONG, "Drama|War"], ["B", 1991, "quite another thing goes on here", "War"]])
    other = table([["a!", 1991, "then " + LONG[:60], "Drama"], ["A", 1950, "x y", "War"], ["B", 1995, "y z", "War"]])
    found = check.check(mine, against=other.frame).against
    assert found.films == 1 and found.jaccard == 0.5
    assert found.copied["plot"].tolist() == [0]
    assert found.copied["text"].tolist() == [" ".join(LONG.split()[:8])]
    clean = check.check(mine, against=table([["Z", 1990, "no word in common", "War"]]).frame).against
    assert clean.films == 0 and clean.copied.empty
    with pytest.raises(TableError, match="empty"):
        check.check(mine, against=other.frame.iloc[:0])


def test_languages():
    french = "Un jeune homme rentre dans son village natal pour enterrer son père et retrouve la femme qu'il aimait"
    found = check.languages(pd.Series([LONG, french, "too short"]))
    assert set(found["language"]) == {"en", "fr"} and found["share"].sum() == pytest.approx(1)


def test_same_title_and_year_is_fine_in_imdbs_lists():
    films = table([["Twin", 1990, "a plot of its own", "War"], ["Twin", 1990, "quite another story", "War"]])
    assert check.same_film(films.frame) == [(0, 1)]
    assert check.same_film(films.frame.assign(kind="movie", id=["Twin (1990/I)", "Twin (1990/II)"])) == []


def test_exit_codes(tmp_path, capsys):
    assert main(["check", "open_plots"]) == 0
    assert "No copies, no leaks." in capsys.readouterr().out
    frame = registry.load("open_plots").frame.head(40)
    frame.assign(split=["train", "test"] * 20, title="One film").to_csv(tmp_path / "leak.csv", index=False)
    assert main(["check", str(tmp_path / "leak.csv")]) == 1
    assert "PROBLEM: 1 title or series is on two sides" in capsys.readouterr().out
    frame.to_csv(tmp_path / "copy.csv", index=False)
    assert main(["check", "open_plots", "--against", str(tmp_path / "copy.csv")]) == 1
    assert "PROBLEM: 40 plots share a run of eight words" in capsys.readouterr().out
    assert main(["check", "nonesuch"]) == 2
    assert "no data set 'nonesuch'" in capsys.readouterr().err


def test_list_and_describe(capsys):
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    assert "open_plots" in listed and "1,020" in listed and "CC0" in listed and "imdb-tv" in listed
    assert main(["describe", "open_plots"]) == 0
    described = capsys.readouterr().out
    assert "Film-Noir" in described and "sheriff" in described


NEARLY = [f"{LONG} before {'abcdefgh'[i % 8]}{'abcdefgh'[i // 8]} comes" for i in range(60)]


@pytest.mark.parametrize("films", [2, 50, 51, 60])
def test_near_copies_are_found_however_many_there_are(films):
    rows = [[f"F{i}", 1990 + i, plot, "Drama"] for i, plot in enumerate(NEARLY[:films])]
    rows.append(["Z", 1950, "quite another story of two armies by the sea that never meet", "War"])
    report = check.check(table(rows))
    assert report.near_copies == [list(range(films))]
    assert len(report.sides.iloc[:films].unique()) == 1
    said = text(report)
    assert "groups of near-copies: 1, across the split: 0" in said
    assert f"1 group of near-copies, {films} films in all, on one side of the split: a training learns" in said
    assert "No copies" not in said and "No leaks: copies are on one side." in said
    assert ("and 1 more" in said) == (films == 6) and said.count("(row ") <= 5


def text(report: check.Report) -> str:
    return of_check(report)


def test_films_are_named_by_their_rows_in_the_file(tmp_path, capsys):
    rows = [
        "Bad one,,Drama",
        "Bad two,,Drama",
        "Bad three,N/A,Drama",
        f"Noon,{LONG},Western",
        "Lake,By the lake.,Romance",
    ]
    (tmp_path / "rows.csv").write_text("\n".join(["title,plot,genres", *rows, f"Noon again,{LONG},Western"]))
    assert main(["check", str(tmp_path / "rows.csv")]) == 1
    said = capsys.readouterr().out
    assert "Noon (row 4), Noon again (row 6)" in said
    assert (
        "WARNING: 3 rows can't be used (the first is row 1: no plot): a training never sees what is left out." in said
    )
    assert "no years" in said and "0-0" not in said and "0–0" not in said


@pytest.mark.parametrize("series", [["No"] * 40, ["Yes", "No"] * 20, ["false"] * 40, ["The Show"] * 40])
def test_a_series_column_that_would_put_all_on_one_side_is_a_warning(series):
    films = registry.load("open_plots").frame.head(40).assign(series=series)
    report = check.check(validate(films, "flags"))
    assert report.problems == [] and "'series'" in " ".join(report.warnings)
    assert set(split.assign(films)) == set(split.PARTS)


def test_a_series_keeps_its_episodes_together():
    films = registry.load("open_plots").frame.head(40).assign(series=["A show"] * 10 + [""] * 30)
    assert split.kept_together(films)[1] == []
    assert split.assign(films).iloc[:10].nunique() == 1


@pytest.mark.parametrize("titles", ["none", "empty", "the same"])
def test_films_without_titles_are_a_warning_and_can_be_trained_on(titles):
    films = registry.load("open_plots").frame.head(60)[["title", "year", "plot", "genres"]]
    films = films.drop(columns="title") if titles == "none" else films.assign(title="" if titles == "empty" else "Film")
    found = validate(films, "untitled")
    report = check.check(found)
    assert report.problems == [] and "title" in " ".join(report.warnings)
    assert set(split.assign(found.frame)) == set(split.PARTS)


def test_a_table_whose_genres_are_sentences_is_broken(tmp_path, capsys):
    films = registry.load("open_plots").frame.head(30)[["title", "plot", "genres"]]
    films.loc[films.index[:6], "genres"] = [f"He walks into the town and finds a man number {i}." for i in range(6)]
    films.to_csv(tmp_path / "slipped.csv", index=False)
    assert main(["check", str(tmp_path / "slipped.csv")]) == 1
    said = capsys.readouterr().out
    assert "6 genres are sentences or numbers" in said and "such as 'He walks into the town" in said
    assert "No copies, no leaks." not in said


def test_names_that_are_not_understood_are_listed_with_counts():
    rows = [["A", 1990, "one story", "Drama|Telenovela"], ["B", 1991, "another tale", "Telenovela"]]
    (warning,) = check.check(table(rows)).warnings
    assert "not understood: 1, on 2 films: Telenovela (2)." in warning and "masks" in warning
