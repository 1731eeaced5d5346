"""What was read of a text, and when not to believe what comes of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .amounts import amount
from .model.familiarity.score import UNUSUAL
from .text import tokenize

if TYPE_CHECKING:
    from .model.classifier import GenreClassifier

FEWEST_WORDS = 6  # fewer tell no story
FEWEST_FOREIGN = 4  # tell no language
MANY_UNKNOWN = 0.3  # share of a text's words
SUSPECT = 0.05  # familiarity below which a text's language is looked at
SOME_UNKNOWN = 0.1  # share of words; with fewer it is English: in ten other languages no plot had fewer than a third
LOOKED_AT = 400  # characters, for the language
CERTAIN = 1.3  # log-odds a letter against English from which another language is named; of plots none reached .1
NAMED = 5  # unknown words that the sentence names
LANGUAGES = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "eo": "Esperanto", "es": "Spanish", "et": "Estonian",
    "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "la": "Latin", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """``words`` that were read and how many came ``beyond`` them; those of them that are ``unknown``, each word once,
    and ``unknown_count``, every time. ``language``: its ISO 639-1 code where it is not English, ``en`` otherwise.
    ``familiarity``: the share of plots that look at least as unusual, or None if the model can't tell. ``note``: what
    to make of it, in a sentence or two; empty when there is nothing to say.
    """

    words: int
    beyond: int
    unknown: tuple[str, ...]
    unknown_count: int
    language: str
    familiarity: float | None
    note: str

    @property
    def count(self) -> str:
        """For instance: Read all 96 words; 4 are unknown (Zorg, ...)."""
        every = amount(self.words, "word")
        read = f"Read the first {self.words:,} of {self.words + self.beyond:,} words"
        text = read if self.beyond else f"Read all {every}" if self.words > 1 else f"Read {every}"
        if not self.unknown_count:
            return f"{text}."
        named = ", ".join(self.unknown[:NAMED]) + (", ..." if len(self.unknown) > NAMED else "")
        return f"{text}; {self.unknown_count:,} {'is' if self.unknown_count == 1 else 'are'} unknown ({named})."

    @property
    def sentence(self) -> str:
        """What was read and, where there is a reason, what to make of it."""
        return f"{self.count} {self.note}".strip()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; ``words`` that the text has, and how many of them were ``read``."""
        return {
            "words": self.words + self.beyond,
            "read": self.words,
            "unknown": list(self.unknown),
            "unknown_count": self.unknown_count,
            "language": self.language,
            "familiarity": self.familiarity,
            "note": self.note,
            "sentence": self.sentence,
        }


def read(classifier: "GenreClassifier", text: str) -> Reading:
    """How a classifier reads a text, whatever it is."""
    tokens = tokenize(text, classifier.most_words)
    beyond = len(tokenize(text[tokens[-1].end :])) if len(tokens) == classifier.most_words else 0
    unknown = [text[t.start : t.end] for t in tokens if t.word not in classifier.vocabulary]
    familiarity = classifier.familiarity_
    share = familiarity.share(text, classifier.most_words) if familiarity else None
    allowed = SOME_UNKNOWN if share is not None and share < SUSPECT else MANY_UNKNOWN
    suspect = len(unknown) > allowed * len(tokens)
    language = other_language(text) if suspect and len(tokens) >= FEWEST_FOREIGN else "en"
    note = _note(len(tokens), len(unknown), language, share)
    if beyond:
        note = f"{note} What comes after them was not read.".strip()
    return Reading(len(tokens), beyond, tuple(dict.fromkeys(unknown)), len(unknown), language, share, note)


def _note(words: int, unknown: int, language: str, share: float | None) -> str:
    """The strongest reason for doubt, and what would help."""
    if not words:
        return "There is no word to read. A sentence or two about what happens would help."
    if language != "en":
        return f"This looks like {LANGUAGES[language]}, and the model reads English only. An English plot would help."
    if words < FEWEST_WORDS:
        return "That is too short to tell. A sentence or two about what happens would help."
    if unknown > MANY_UNKNOWN * words:
        return "That is too much to tell the genres from the rest. Plainer words would help."
    if share is not None and share < UNUSUAL:
        return (
            "Fewer than 1 in 100 plots look this unusual, so the answer may mean little. A text that tells what happens"
            " in the film would help."
        )
    return ""


def other_language(text: str) -> str:
    """The ISO 639-1 code of the language that a text is in, ``en`` where it may be English.

    Recognised from the first :data:`LOOKED_AT` characters by py3langid (Lui and Baldwin 2012); without that package
    every text may be English.
    """
    try:
        from py3langid.langid import rank
    except ImportError:
        return "en"
    begin = text[:LOOKED_AT]
    letters = sum(map(str.isalpha, begin))
    ranking = rank(begin)
    likeliest, score = ranking[0]
    if likeliest == "en" or score - dict(ranking)["en"] <= CERTAIN * letters:
        return "en"
    return next(str(language) for language, _ in ranking if language in LANGUAGES)
