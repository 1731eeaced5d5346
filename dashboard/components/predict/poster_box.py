"""The box for a poster: it belongs to the session, is never written to disk, and goes when it is removed."""

import streamlit as st

from core.posters.image import LARGEST_FILE
from dashboard.state.cache.model import posters
from dashboard.state.poster import held_poster

KEY = "poster_file"
ENDINGS = ["jpg", "jpeg", "png", "webp"]


def show(ref: posters.ModelRef) -> bytes | None:
    """The box, or the poster that is held; returns its bytes."""
    if not posters.available(ref):
        return None
    held = held_poster.current()
    with st.expander(
        "With its poster" if held else "Add the film's poster", icon=":material/image:", expanded=bool(held)
    ):
        st.file_uploader(
            f"JPEG, PNG or WebP, up to {LARGEST_FILE // 1_000_000} MB",
            type=ENDINGS,
            key=KEY,
            max_upload_size=LARGEST_FILE // 1_000_000,
            on_change=_take,
        )
        st.caption(
            "The poster stays in the memory of this session and is never written to disk. Places and other data in the"
            " file are dropped, no text is read and no face is recognised."
        )
        if held and not st.session_state.get(KEY):
            st.button("Remove the poster", key="remove_poster", icon=":material/close:", on_click=held_poster.remove)
    return held


def _take() -> None:
    upload = st.session_state.get(KEY)
    if upload is None:
        held_poster.remove()
    else:
        held_poster.hold(upload.getvalue())
