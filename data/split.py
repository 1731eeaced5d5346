"""Train, validation and test by title: no title stands on two sides, and a film never moves when others are added."""

import hashlib
import re
import unicodedata

import pandas as pd

PARTS = ("train", "validation", "test")
_ARTICLE = re.compile(r"^(the|a|an)\s+")


def normalise_title(title: str) -> str:
    """Lower case, no accents, no punctuation, no leading article: remakes and spellings fall together."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower() or title.lower()
    return _ARTICLE.sub("", re.sub(r"[^\w]+", " ", plain).strip())


def part_of(group: str, validation: float = 0.1, test: float = 0.1) -> str:
    """The side of a group, from the MD5 of its name alone."""
    share = int.from_bytes(hashlib.md5(group.encode("utf-8", "surrogatepass")).digest()[:8], "big") / 2**64
    return "test" if share < test else "validation" if share < test + validation else "train"


def assign(frame: pd.DataFrame) -> pd.Series:
    """``train``, ``validation`` or ``test`` for each film: its own ``split`` column if it has one, else by title."""
    if "split" in frame and frame["split"].isin(PARTS).all():
        return frame["split"]
    return frame["title"].map(lambda title: part_of(normalise_title(title)))
