"""Every door by which a table of films comes in, and what comes out of it: the plots of the films that it takes."""

import pyarrow.parquet as pq

from core.measure import report
from core.tables.whole import read_frame, read_head
from core.tag import csv
from core.tag.parquet import tag_to_parquet
from data.__main__ import main
from data.schema import read_table
from data.sources import registry


def plot_name(names):
    """What the column of the plots is called in the files of these tests."""
    called = ("plot", "overview", "description", "text", "was passiert", "column 4", "column 2")
    return next(name for known in called for name in names if name.lower() == known)


def read_back(table):
    """The plots of an Arrow table."""
    return table[plot_name(table.column_names)].to_pylist()


def predict(path, tiny, out):
    """``core predict``."""
    csv.tag(path, out / "out.csv", None, tiny)
    frame = read_frame(out / "out.csv").frame
    return frame[plot_name(frame)].tolist()


def batch(path, tiny, out):
    """The page Batch: the first rows, then the whole."""
    assert len(read_head(path))
    tag_to_parquet(path, out / "out.parquet", None, tiny)
    return read_back(pq.read_table(out / "out.parquet"))


def check(path, tiny, out):
    """``data check``, and how Train reads."""
    films = registry.load(str(path))
    assert main(["check", str(path)]) in (0, 1)
    return films.frame["plot"].tolist()


DOORS = {
    "explore": lambda path, tiny, out: read_table(path.read_bytes(), path.name).frame["plot"].tolist(),
    "train and data check": check,
    "core evaluate": lambda path, tiny, out: report.read(path, list(tiny.classes_)).frame["plot"].tolist(),
    "core predict": predict,
    "batch": batch,
}
TAG = ("core predict", "batch")  # need no genres, and keep a film without a plot
