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

LONGEST_PLACEHOLDER = 300  # characters
_LISTS, _ENDS = ("[", "{", "(", "c("), ("]", "}", ")")
_JUXTAPOSED = re.compile(r"""(["'])\s+(?=["'])""")  # how NumPy prints: ['One text' 'and another']
_BROKEN = re.compile(r"(?<!:)(?:\\[nrt])+ *")  # line ends and tabs as databases write them, no C:\new
_QUOTED = re.compile(r"""\\(["'])""")
_TEXT_KEYS = ("plot", "overview", "summary", "synopsis", "description", "text", "content", "value")
_APOSTROPHES = str.maketrans("", "", "'’`´")
_WORD = re.compile(r"[^\W_]+")
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")  # what a spreadsheet shows for a formula that fails
_FILLER = re.compile("lorem ipsum", re.IGNORECASE)
_TAIL = 24  # characters that end with a whole word, unless it is longer than all of ours
# What says alone, in six languages, that there is nothing.
_NOTHING = frozenset(
    (
        "n a, na, nan, nat, n, none, null, nil, nothing, unknown, undefined, empty, missing, tba, tbd, tbc,"
        " ref, value, coming soon, to be announced, to be determined, to be added, not available, not yet"
        " available, not applicable, unavailable, not found, under construction, be the first to contribute,"
        " see full summary, no data, no data available, no content, no text, not specified, undisclosed, pending,"
        " under wraps, to follow, k a, keine angabe, keine angaben, unbekannt, nicht verfügbar, nicht vorhanden,"
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
    " soon add adding wraps announced pending empty undisclosed kept follow follows na nan null kein keine nicht"
    " unbekannt fehlt pas aucun aucune inconnu inconnue indisponible sans sin ningún ninguna desconocido desconocida"
    " nessun nessuna senza sconosciuto sconosciuta manca".split()
)
_OTHER = frozenset(
    "a an the this that these it its we us you your our they i to of for in on at from by with and or but be is are"
    " was were been being has have had do does did can could will would may know known much any yet still currently"
    " now here there first one more as so far if looks like about what title movie movies film films show shows"
    " series episode site page imdb tmdb database expand help please check back later see click available found"
    " given provided provide entered written write listed exist exists contribute submit submitted submission just"
    " edit button bottom learn guide released revealed disclosed confirmed kept under secret translated translation"
    " language english time moment full short text content data s t n zu der die das dieser diesem diesen dieses für"
    " es gibt liegt vor noch bekannt vorhanden verfügbar gefunden ist wurde leider de du des ce cet cette le la les"
    " l d est encore pour disponible trouvé connu connue il y esta este el los película para se ha en momento"
    " encontrada hay ancora di questo per è lo disponibile trovata trovato".split()
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
    text = text.strip()
    if text and (not any(map(str.isalpha, text)) or _ERROR.fullmatch(text) or _FILLER.match(text)):
        return True
    end = _WORD.findall(_bare(text[-_TAIL:]))
    if end and end[-1] not in _ANY and not end[-1].isdigit():  # so ends nearly every plot
        return bool(_JAPANESE.fullmatch(text.strip()))
    words = _WORD.findall(_bare(text))
    if not words:
        return bool(text.strip())
    said = frozenset(words)
    if said <= _SUBJECT or said <= _NOTHING:
        return True
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
        if text.startswith(_LISTS) and text.endswith(_ENDS) and (texts := _listed(text)) is not None:
            return _joined(texts)
        text = plain(text)
        if "\\" in text:
            text = _QUOTED.sub(r"\1", _BROKEN.sub(" ", text))
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
    """The text of an object by its usual names, or all that is no number."""
    named = [cell[key] for key in _TEXT_KEYS if cell.get(key)]
    return named[:1] or [value for value in cell.values() if not isinstance(value, (bool, int, float))]


def _joined(texts: Iterable[Any]) -> str:
    return " ".join(filter(None, map(plot_text, texts)))


def _listed(text: str) -> list[Any] | None:
    """The texts of a list as JSON, Python, NumPy, R or PostgreSQL write it; None for something else, such as "[A man]
    walks".
    """
    inner = text.removeprefix("c")[1:-1]
    for reader, form in (
        (json.loads, text),
        (ast.literal_eval, _JUXTAPOSED.sub(r"\1, ", text)),
        (ast.literal_eval, f"[{inner}]"),
    ):
        try:
            value = reader(form)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        texts = [value] if isinstance(value, dict) else value
        if isinstance(texts, (list, tuple)) and all(item is None or isinstance(item, (str, dict)) for item in texts):
            return list(texts)
    return None
