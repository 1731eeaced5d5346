"""The plot in a cell: lists of texts joined, HTML as what it shows, and nothing where the text says there is no plot.

"No overview found." is no plot, and neither are "N/A", "Plot unknown." and "Add a Plot". They are known by what they
are made of, not by a list: a few words, all of them about texts, films and waiting, one of which names the plot and one
of which says that it is not there.
"""

import ast
import json
import re
from collections.abc import Iterable
from itertools import dropwhile
from typing import Any

from .markup import plain

LONGEST_PLACEHOLDER = 200  # characters
_LISTS = {"[": "]", "{": "}", "(": ")"}
_APOSTROPHES = str.maketrans("", "", "'’`´")
_WORD = re.compile(r"[^\W_]+")
_TAIL = 24  # characters that end with a whole word, unless it is longer than all of ours
# What says alone, in six languages, that there is nothing.
_NOTHING = frozenset(
    (
        "n a, na, nan, nat, n, none, null, nil, nothing, unknown, undefined, empty, missing, tba, tbd, tbc,"
        " ref, value, coming soon, to be announced, to be determined, to be added, not available, not yet"
        " available, not applicable, unavailable, not found, under construction, be the first to contribute,"
        " see full summary, k a, keine angabe, keine angaben, unbekannt, nicht verfügbar, nicht vorhanden,"
        " folgt, non disponible, inconnu, à venir, no disponible, desconocido, próximamente, non disponibile,"
        " sconosciuto, prossimamente, 不明, なし, 未定, 該当なし, xxx"
    ).split(", ")
)
_SUBJECT = frozenset(
    "plot plots overview overviews description descriptions synopsis synopses summary summaries storyline"
    " storylines story logline premise outline details information info handlung beschreibung inhalt inhaltsangabe"
    " zusammenfassung résumé intrigue sinopsis descripción resumen argumento trama descrizione riassunto"
    " sinossi".split()
)
_ABSENT = frozenset(
    "no not none without isnt arent dont doesnt havent hasnt cant unknown unavailable missing tba tbd tbc coming"
    " soon add adding wraps announced pending empty undisclosed na nan null kein keine nicht unbekannt fehlt pas"
    " aucun aucune inconnu inconnue indisponible sans sin ningún ninguna desconocido desconocida nessun nessuna"
    " senza sconosciuto sconosciuta manca".split()
)
_OTHER = frozenset(
    "a an the this that these it its we us you your our they i to of for in on at from by with and or but be is are"
    " was were been being has have had do does did can could will would may know known much any yet still currently"
    " now here there first one more as so far if looks like about what title movie film show series episode site"
    " page imdb tmdb database expand help please check back later see click available found given provided provide"
    " entered written write listed exist exists contribute submit submitted released revealed disclosed confirmed"
    " kept under secret translated translation language english time moment full short text content data available s"
    " t n zu der die das dieser diesem diesen dieses für film es gibt liegt vor noch bekannt vorhanden verfügbar"
    " gefunden ist wurde leider de du des ce cet cette le la les l d n est encore pour moment disponible trouvé"
    " connu connue a il y esta este el los película para se ha en momento encontrada hay ancora di questo per il è"
    " lo disponibile trovata trovato ancora".split()
)
_JAPANESE = re.compile(
    r"(?:あらすじ|概要|説明|ストーリー)[はがのを、：:\s]*(?:まだ)?"
    r"(?:なし|無し|ありません|未定|準備中|不明|登録されていません)[。.]?"
)


_ANY = _SUBJECT | _ABSENT | _OTHER | {name.split()[-1] for name in _NOTHING}


def is_placeholder(text: str) -> bool:
    """Whether a text says, in so many words, that there is no plot."""
    if len(text) > LONGEST_PLACEHOLDER:
        return False
    end = _WORD.findall(_bare(text[-_TAIL:]))
    if end and end[-1] not in _ANY and not end[-1].isdigit():  # so ends nearly every plot
        return bool(_JAPANESE.fullmatch(text.strip()))
    words = _WORD.findall(_bare(text))
    if not words:
        return bool(text.strip())
    said = frozenset(words)
    if " ".join(words) in _NOTHING or " ".join(dropwhile(_SUBJECT.__contains__, words)) in _NOTHING:
        return True
    return bool(said & _SUBJECT and said & _ABSENT) and all(word in _ANY or word.isdigit() for word in said)


def _bare(text: str) -> str:
    return text.translate(_APOSTROPHES).casefold()


def plot_text(cell: Any) -> str:
    """The plot in a cell of any kind; empty when there is none.

    Lists and maps of texts are joined, also where a file has them as JSON or as Python writes them.
    """
    if isinstance(cell, str):
        text = cell.strip()
        if text[:1] in _LISTS and text[-1:] == _LISTS[text[0]] and (texts := _listed(text)) is not None:
            return _joined(texts)
        text = plain(text)
        return "" if is_placeholder(text) else text
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return plot_text(cell.decode("utf-8", "replace"))
    if isinstance(cell, dict):
        return _joined(_texts_of(cell))
    if isinstance(cell, Iterable):
        return _joined(item[1] if isinstance(item, tuple) and len(item) == 2 else item for item in cell)
    return plot_text(str(cell))


def _texts_of(cell: dict[Any, Any]) -> list[Any]:
    return [value for value in cell.values() if not isinstance(value, (bool, int, float))]


def _joined(texts: Iterable[Any]) -> str:
    return " ".join(filter(None, map(plot_text, texts)))


def _listed(text: str) -> list[Any] | None:
    """The texts of a list that is written as text; None when it is something else, such as "[A man] walks"."""
    for reader in (json.loads, ast.literal_eval):
        try:
            value = reader(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        texts = _texts_of(value) if isinstance(value, dict) else value
        if isinstance(texts, (list, tuple)) and all(item is None or isinstance(item, str) for item in texts):
            return list(texts)
    return None
