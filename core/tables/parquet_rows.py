"""The rows of a Parquet file, batch by batch, each checked before it is handed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import TableError
from .columns import check_names, distinct
from .files import TableFile


@dataclass(frozen=True)
class ParquetRows:
    """An open Parquet file: its columns (``schema``, names told apart) and how many rows it has."""

    name: str
    opened: pq.ParquetFile
    schema: pa.Schema

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return int(self.opened.metadata.num_rows)

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """At most ``size`` rows at a time. Raises TableError when the file is damaged."""
        with _reading(self.name):
            for batch in self.opened.iter_batches(size):
                batch.validate(full=True)
                yield pa.RecordBatch.from_arrays(batch.columns, schema=self.schema)


def open_parquet(file: TableFile) -> ParquetRows:
    """The rows of a table in Parquet; a packed one is unpacked first. Raises TableError."""
    source = file.content if file.content is file.raw else pa.BufferReader(file.whole())
    with _reading(file.name):
        opened = pq.ParquetFile(source)
        schema = opened.schema_arrow.remove_metadata()
        names = distinct(schema.names)
        schema = pa.schema([field.with_name(name) for field, name in zip(schema, names, strict=True)])
    check_names(names, file.name)
    return ParquetRows(file.name, opened, schema)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise TableError(f"{name} can't be read as Parquet ({reason}). Write it again, or use CSV.") from None
