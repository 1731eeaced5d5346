"""A copy of an uploaded file in a temporary folder of its own, which goes when nobody needs it. No Streamlit here."""

import hashlib
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import BinaryIO

from core.model.folder.staging import Held
from dashboard.state.disk import room_for

LONGEST_NAME = 100


class HeldFile:
    """``path``: the copy, under the file's own name, shortened; ``digest``: of its content.

    The folder begins with ``prefix``. It is removed by ``release``, when nothing refers to this any more and when the
    app ends; that of a killed app, when the next file comes. Raises TableError when there is no room for the copy.
    """

    def __init__(self, prefix: str, name: str, content: BinaryIO) -> None:
        place = Path(name.replace("\\", "/"))
        short = f"{place.stem[:LONGEST_NAME]}{place.suffix.lower()}"
        with room_for(short):
            held = Held(Path(tempfile.gettempdir()), prefix)
            self.folder = held.path
            self.release = weakref.finalize(self, held.release)
            self.path = self.folder / short
            with self.path.open("wb") as copy:
                shutil.copyfileobj(content, copy, 1 << 20)
            with self.path.open("rb") as copy:
                self.digest = hashlib.file_digest(copy, "sha256").hexdigest()

    @property
    def name(self) -> str:
        """The file's name as it was uploaded."""
        return self.path.name
