"""The table that this session has uploaded: one for every page, until it is removed or the session ends."""

from typing import BinaryIO

import streamlit as st

from dashboard.state.cache.films import tables
from dashboard.state.poster import poster_keys
from dashboard.state.table import chosen_columns, chosen_table
from dashboard.state.table.held_file import HeldFile

KEY = "uploaded_table"
PREFIX = "genrelens-upload-"


def current() -> HeldFile | None:
    """The file, if there is one."""
    upload: HeldFile | None = st.session_state.get(KEY)
    return upload


def holds(path: str) -> bool:
    """Whether a path is that of the file, which is there for the session only."""
    file = current()
    return file is not None and path == str(file.path)


def keep(name: str, content: BinaryIO) -> None:
    """Copy a file for the session. Raises TableError when there is no room for it."""
    st.session_state[KEY] = HeldFile(PREFIX, name, content)


def remove() -> None:
    """Remove the file, its table, the choice of its columns, and a batch of it that has not begun."""
    from dashboard.state.cache import batch  # here: whoever opens the first page waits for all that it imports

    upload = current()
    if upload is None:
        return
    del st.session_state[KEY]
    chosen_columns.forget(upload.digest)
    chosen_table.forget(upload.name)
    job = batch.own()
    if job and job.state == "waiting" and job.digest == upload.digest:
        batch.discard(job)
        del st.session_state[batch.KEY]
    for key in poster_keys.ALL:
        st.session_state.pop(key, None)
    tables.forget_uploads()
    upload.release()
