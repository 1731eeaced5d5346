"""What came out of a batch: counts of genres, the doubtful rows, a preview and the downloads."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.measure import meaning
from core.model.folder.model_ref import ModelRef
from core.promise.promise import ACCEPT, REVIEW, Promise
from core.tables.columns.guess import guess
from core.tag.columns.added import DECISION, ERRORS, FAMILIARITY, NEAREST, PREDICTED, PROBABILITY, READING
from core.tag.posters import PROBLEM
from dashboard.charts.films import films
from dashboard.components.batch import drift, promise
from dashboard.components.batch.settings import shortened
from dashboard.components.batch.upload import another_file
from dashboard.components.map import film_map
from dashboard.components.shared import chart, percentages
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import duration, percent, problem
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.batch.batch_result import GONE, SHOWN, Selection, Which, as_csv, as_parquet
from dashboard.state.cache import batch
from dashboard.state.cache.model import answers

ROWS, WITHIN, DECIDED = "batch_rows", "batch_within", "batch_decided"
EVERY, DOUBTFUL, NOTED = "all rows", "doubtful rows", "rows with a note"
ACCEPTED, TO_REVIEW = "accepted rows", "rows to Review"
NONE = {
    DOUBTFUL: "No row is that close to a threshold.",
    NOTED: "No row has a note: every plot was read as one.",
    ACCEPTED: "No row is accepted: too little is promised of these films.",
    TO_REVIEW: "No row is left to review.",
}
STEMS = {EVERY: "-tagged", DOUBTFUL: "-doubtful", NOTED: "-noted", ACCEPTED: "-accepted", TO_REVIEW: "-to-review"}
NOTED_TINT = "rgba(230, 160, 0, .16)"  # on light and dark
ADDED = (PREDICTED, DECISION, ERRORS, PROBLEM, READING, FAMILIARITY, NEAREST)
POINTS = (0.5, 1.0, 2.0, 5.0, 10.0)


def show(job: BatchJob) -> None:
    """How it ended, then the rows if there are any and they are still there."""
    if job.rows and not job.tagged.exists():
        st.warning(GONE)
        another_file()
        return
    _ending(job)
    with guarded():
        drift.line(job)
    if job.rows:
        with guarded():
            _rows(job)
    with guarded():
        drift.show(job)
    another_file()


def _ending(job: BatchJob) -> None:
    result = job.result
    blank = ""
    if result and result.unreadable:
        blank = f" {result.unreadable:,} had no plot that the model can read and got no genre."
    if result and result.poster_problems:
        posters = amount(result.poster_problems, "poster")
        blank += f" {posters} could not be used; the column *{PROBLEM}* says why."
    if result and result.left_out.records:
        blank += f" {plain(result.left_out.sentence())}"
    if job.state == "failed":
        kept = f" What was tagged before it, {amount(job.rows, 'row')}, is below." if job.rows else ""
        st.error(problem(job.error) + kept)
    elif job.state == "cancelled":
        st.warning(f"Cancelled after {amount(job.rows, 'row')} of {plain(job.name)}; what was tagged is below.{blank}")
    elif not job.rows:
        st.info(f"{plain(job.name)} has no rows. Choose a file with one plot per row.")
    else:
        by = f" by {plain(job.model)}" if job.model else ""
        st.success(f"Tagged {amount(job.rows, 'row')} of {plain(job.name)}{by} in {duration(job.seconds)}.{blank}")


def _rows(job: BatchJob) -> None:
    promised = None if job.posters else promise.choose(job)  # it is about plots alone
    kind, which = _by_decision(promised) if promised else _filter()
    chosen = batch.selection(job, which)
    if promised:
        promise.summary(promised, chosen.tally)
        promise.to_review(job, promised, chosen.tally)
    if not chosen.rows:
        st.info(NONE[kind])
        return
    if chosen.noted and kind != NOTED:
        told, whom = amount(chosen.noted, "row has", "rows have"), "it" if chosen.noted == 1 else "them"
        st.caption(
            f"{told} a note in the column *{READING}*, such as another language or too few words: believe {whom} less."
        )
    _downloads(job, chosen, kind, which)
    _counts(chosen, kind)
    _preview(chosen, job, which)
    with guarded():
        _map(job)


def _filter() -> tuple[str, Which]:
    """Which rows, in words, and how they are told: by a note, or by how close a probability is to its threshold."""
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    rows = left.segmented_control(
        "Rows", [EVERY, DOUBTFUL, NOTED], default=EVERY, required=True, key=ROWS, bind="query-params"
    )
    if rows != DOUBTFUL:
        return str(rows), Which(noted=rows == NOTED)
    points = right.select_slider(
        "Doubtful: a probability this close to its threshold, in percentage points",
        POINTS,
        value=1.0,
        key=WITHIN,
        bind="query-params",
        help="If it were slightly higher or lower, the row would have another genre.",
    )
    return DOUBTFUL, Which(float(points) / 100)


def _by_decision(promised: Promise) -> tuple[str, Which]:
    """Which rows under a promise: all, those accepted, those to review."""
    names = {EVERY: "", ACCEPTED: ACCEPT, TO_REVIEW: REVIEW}
    rows = st.segmented_control("Rows", list(names), default=EVERY, required=True, key=DECIDED)
    return str(rows), Which(promise=promised, decision=names[str(rows)])


def _downloads(job: BatchJob, chosen: Selection, kind: str, which: Which) -> None:
    """The buttons. A click does not draw the page again: Streamlit could forget the file before it is fetched."""
    stem = job.source.stem + STEMS[kind]
    stem = f"{stem}-by-{job.model.lower()}" if job.model else stem
    left, right, text = st.columns([2, 2, 5], vertical_alignment="center")
    left.download_button(
        "Download CSV", lambda: as_csv(job.tagged, which), f"{stem}.csv", "text/csv", key="batch_csv",
        icon=":material/download:", width="stretch", on_click="ignore",
    )  # fmt: skip
    right.download_button(
        "Download Parquet", lambda: as_parquet(job.tagged, which), f"{stem}.parquet",
        "application/vnd.apache.parquet", key="batch_parquet", icon=":material/download:",
        width="stretch", on_click="ignore",
    )  # fmt: skip
    text.caption(
        f"{amount(chosen.rows, 'row')} with a probability for every genre. In the CSV, an apostrophe precedes every"
        " cell that a spreadsheet would run as a formula."
    )


def _counts(chosen: Selection, kind: str) -> None:
    if chosen.genres.empty:
        return
    top = chosen.genres.iloc[0]
    rows = {
        EVERY: ("row",),
        DOUBTFUL: ("doubtful row",),
        NOTED: ("row with a note", NOTED),
        ACCEPTED: ("accepted row",),
        TO_REVIEW: ("row to Review", TO_REVIEW),
    }[kind]
    share = percent(top["plots"] / chosen.rows)
    title = f"{top['genre']} is predicted most: for {share} of {amount(chosen.rows, *rows)}"
    figure = films.bars(chosen.genres, "plots", "genre", "plots", color_by_genre=True)
    chart.show(figure, title, "batch_counts", chosen.genres)


def _map(job: BatchJob) -> None:
    if job.ref and st.toggle("Show the films on a map", key="batch_map"):
        film_map.show(job.ref, batch.films(job))


def _meant(model: ModelRef | None, column: str) -> str | None:
    """What each step of a column's probabilities meant on the model's test films."""
    films_tested = answers.test_films(model) if model else None
    if model is None or films_tested is None:
        return None
    genres = [str(genre) for genre in answers.classifier(model).classes_]
    y_true, y_score = films_tested
    return "  \n".join(meaning.ladder(y_true, y_score, genres, column.removeprefix(PROBABILITY)))


def _preview(chosen: Selection, job: BatchJob, which: Which) -> None:
    head, model = chosen.head, job.ref
    probabilities = [name for name in head.columns if name.startswith(PROBABILITY)]
    config = {name: st.column_config.NumberColumn(help=_meant(model, name)) for name in probabilities}
    config[NEAREST] = st.column_config.NumberColumn(help="Distance of the closest probability from its threshold")
    config[READING] = st.column_config.TextColumn(
        width="large" if head[READING].fillna("").any() else None,  # else as wide as what is in most rows: nothing
        help="What to make of the row; empty when there is nothing to say",
    )
    config[PROBLEM] = st.column_config.TextColumn(width="large", help="Why the row was answered without its poster")
    config[FAMILIARITY] = st.column_config.NumberColumn(help="The share of plots that look at least as unusual")
    config[ERRORS] = st.column_config.NumberColumn(
        help="How many of the labels are wrong, as the probabilities expect", format="%.2f"
    )
    config[job.column] = st.column_config.TextColumn(width="medium")
    columns = [str(name) for name in head.columns]
    own = {name: head[name].tolist() for name in columns if name not in (*ADDED, *probabilities)}
    shown = head[ordered(columns, job.column, bool(which.promise), guess(own).title)]
    table = percentages.written(shortened(shown), [FAMILIARITY, NEAREST, *probabilities]).apply(_flagged, axis=1)
    st.markdown(f"## The first {amount(min(chosen.rows, SHOWN), 'row')}")
    st.dataframe(table, hide_index=True, key="batch_preview", column_config=config)


def ordered(columns: list[str], plot: str, promised: bool, title: str | None = None) -> list[str]:
    """The columns as they are shown: which film it is and what was answered, before the plot, which would push the
    answer off a narrow screen, as would an id before the title.
    """
    probabilities = [name for name in columns if name.startswith(PROBABILITY)]
    decided = [name for name in (DECISION, ERRORS) if name in columns and promised]
    decided += [name for name in (PROBLEM,) if name in columns]
    added = (PREDICTED, *decided, READING, FAMILIARITY, NEAREST, *probabilities)
    own = [name for name in columns if name not in added]
    which = [title] if title in own and title != plot else [name for name in own[:2] if name != plot]
    plots = [name for name in own if name == plot]
    others = [name for name in own if name not in (*which, plot)]
    return [*which, PREDICTED, *decided, READING, *plots, FAMILIARITY, NEAREST, *others, *probabilities]


def _flagged(row: pd.Series) -> list[str]:
    """A tint for the cells of a row that has a note."""
    return [f"background-color: {NOTED_TINT}" if row[READING] else ""] * len(row)
