"""The rows of a batch result as films for a map: titles, plots and predicted genres. No Streamlit here."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.plots import plot_text
from core.tables.columns.guess import guess
from core.tables.output.spreadsheet_safe import READ_ROWS
from core.tables.stream import plain
from core.tag.columns.added import PREDICTED
from dashboard.state.batch.batch_result import still_here
from dashboard.state.film_map.mapped_films import MappedFilms
from data.map.representation import MOST, drawn


def read(key: str, tagged: Path, column: str, rows: int) -> MappedFilms:
    """A sample of 50,000 where there are more ``rows``; ``column`` has the plots. Raises TableError when it is gone."""
    sample = drawn(rows, MOST)
    with still_here(), pq.ParquetFile(tagged) as opened:
        names = [name for name in opened.schema_arrow.names if name != PREDICTED]
        head = next(opened.iter_batches(200, columns=names)).to_pandas()
        likely = guess(head)
        wanted = dict.fromkeys([column, PREDICTED, *filter(None, (likely.title, likely.year))])
        parts, begin = [], 0
        for chunk in opened.iter_batches(READ_ROWS, columns=list(wanted)):
            here = sample[np.searchsorted(sample, begin) : np.searchsorted(sample, begin + len(chunk))]
            parts.append(chunk.take(pa.array(here - begin)))
            begin += len(chunk)
    table = pa.Table.from_batches(parts)
    texts = {name: pd.Series(_texts(table[name])) for name in wanted}
    frame = pd.DataFrame({"plot": [plot_text(text) for text in texts[column]], "genres": texts[PREDICTED]})
    frame["title"] = texts[likely.title] if likely.title else ""
    years = texts[likely.year] if likely.year else pd.Series("", index=frame.index)
    frame["year"] = pd.to_numeric(years, errors="coerce").round().astype("Int64")
    return MappedFilms(key, frame, labelled=False, keep=False, beyond=rows - len(sample))


def _texts(column: pa.ChunkedArray) -> list[str]:
    """The cells of a column as text, lists and objects as JSON."""
    cells = [cell for chunk in column.chunks for cell in plain(chunk)]
    return ["" if cell is None else str(cell) for cell in cells]
