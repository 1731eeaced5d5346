"""A plot in the page's address: as it is where it is short, compressed where it is long, and not at all beyond that."""

import base64
import binascii
import zlib

import streamlit as st

from core.text import LONGEST_TEXT

PLAIN, PACKED = "plot", "packed"
AS_IT_IS = 600  # characters of a plot that anyone may read in the address
LONGEST = 6_000  # characters of a compressed plot: with the rest of the address, what servers in between let through
TOO_LONG = "too-long"


def packed(text: str) -> str:
    """A text as letters, digits, - and _; about half as many as it has where it is English."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode().rstrip("=")


def unpacked(link: str) -> str | None:
    """The text of :func:`packed`; None for what is none, or longer than any plot."""
    try:
        content = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
        reader = zlib.decompressobj()
        text = reader.decompress(content, LONGEST_TEXT)
        return text.decode("utf-8") if reader.eof else None
    except (binascii.Error, ValueError, zlib.error):
        return None


def put(text: str) -> bool:
    """Keep the address in step with the plot; whether the plot is in it."""
    name, value = (PLAIN, text) if len(text) <= AS_IT_IS else (PACKED, packed(text))
    fits = len(value) <= LONGEST
    if not fits:
        value = TOO_LONG
    st.query_params[name] = value
    other = PACKED if name == PLAIN else PLAIN
    if other in st.query_params:
        del st.query_params[other]
    return fits


def linked() -> tuple[str | None, str]:
    """The plot that the address names, None if it names none, and what is wrong with the address, or an empty text."""
    link = st.query_params.get(PACKED)
    if link is None:
        return st.query_params.get(PLAIN), ""
    if link == TOO_LONG:
        return None, "The plot of this link was too long to share. Paste it into the box; what is there is an example."
    text = unpacked(link)
    return text, "" if text else "The plot of this link is damaged. What is in the box is an example."
