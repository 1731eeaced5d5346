"""What the argument of ``predict`` is: a plot, a table or a catalogue of Parquet files."""

from pathlib import Path

from ..tables.files import STANDARD_INPUT, STANDARD_OUTPUT
from ..tables.formats.kinds import JSON, PACKED, TEXT

TABLES = tuple(
    f".{ending}{packed}" for ending in (*TEXT, *JSON, "xlsx") for packed in ("", *(f".{end}" for end in PACKED))
)
RESULTS = (".csv", ".tsv", ".txt", ".parquet")


def is_file(target: str, column: str | None, out: Path | None) -> bool:
    """Whether the argument of ``predict`` names a file: an option says so, it exists, or it is called like one."""
    if column or out or target == STANDARD_INPUT:
        return True
    try:
        return Path(target).is_file() or (target.lower().endswith(TABLES) and len(target.split()) == 1)
    except (OSError, ValueError):  # too long for a path, or with a null byte
        return False


def writes_parquet(out: Path | None) -> bool:
    """Whether the name of the result says Parquet."""
    return out is not None and out.suffix.lower() == ".parquet"


def is_catalogue(targets: list[str], engine: str, out: Path | None) -> bool:
    """Whether the arguments of ``predict`` name Parquet files or folders of them, to be written to a folder.

    One file whose result is called like a file is a table like any other.
    """
    to_file = out is not None and (str(out) == STANDARD_OUTPUT or out.suffix.lower() in RESULTS) and not out.is_dir()
    try:
        if to_file and engine == "local" and len(targets) == 1 and Path(targets[0]).is_file():
            return False
        named = [target for target in targets if target.strip()]
        return engine == "ray" or any(t.lower().endswith(".parquet") or Path(t).is_dir() for t in named)
    except (OSError, ValueError):
        return False
