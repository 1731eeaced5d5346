"""Which rows of a tagged table a person looks at."""

import pyarrow as pa
import pyarrow.compute as pc

from .added import NEAREST, READING


def doubtful(chunk: pa.Table | pa.RecordBatch, within: float | None) -> pa.Table | pa.RecordBatch:
    """The rows with a probability less than ``within`` from its threshold; all rows for None."""
    return chunk if within is None else chunk.filter(pc.fill_null(pc.less(chunk[NEAREST], within), False))


def noted(chunk: pa.Table | pa.RecordBatch) -> pa.Table | pa.RecordBatch:
    """The rows with a note on how they were read, which says when not to believe them."""
    return chunk.filter(pc.fill_null(pc.not_equal(chunk[READING], ""), False))
