"""How the plots of a tagged file differ from what the model learnt from. No Streamlit here."""

import logging
from pathlib import Path

import pyarrow.parquet as pq

from core.drift import reference, report
from core.drift.report import Report
from core.drift.sample import Draw
from core.errors import ArtifactError
from core.model.classifier import GenreClassifier
from core.tables.output.spreadsheet_safe import READ_ROWS
from core.tables.stream import plain

LOG = logging.getLogger(__name__)


def of(classifier: GenreClassifier, tagged: Path, column: str) -> Report | None:
    """Compare rows of a result, drawn from ``column``; None for a model that has nothing to compare with."""
    try:
        films = reference.load(classifier)
    except ArtifactError as error:  # the result is whole without it
        LOG.warning("%s", error)
        return None
    if films is None:
        return None
    draw = Draw()
    with pq.ParquetFile(tagged) as opened:
        for batch in opened.iter_batches(READ_ROWS, columns=[column]):
            draw.add(plain(batch.column(0)))
    return report.report(classifier, draw.sample(), films)
