"""A difference in words, and what to do about it. The plots of a batch are "these"; the others have a name."""

from collections import Counter
from collections.abc import Callable

from ..explanations.render.sentence import percent
from ..reading import LANGUAGES
from .comparison import FAMILIARITY, LANGUAGE, LENGTH, NO_PLOT, UNKNOWN, Difference
from .measured import Measured

CLEARLY_MORE = 0.15  # of the plots: from there on it is told that they are one sentence long
NAMED = 3  # languages
# What to do about lower values, shares or lengths, and about higher ones; empty where nothing needs to be done.
ADVICE = {
    LENGTH: (
        "A shorter plot tells less. Give the fuller one where there is one, and look at these rows before you use"
        " their genres.",
        "A longer plot names more, so more genres may pass their thresholds. Look at some rows, and tune the thresholds"
        " on plots of this length.",
    ),
    UNKNOWN: (
        "",
        "The model passes over words that it does not know. Put plainer words beside the names, or train with plots"
        " like these.",
    ),
    FAMILIARITY: (
        "Look at the rows with the lowest familiarity first: they may be no plots, or plots of another kind.",
        "They may be plots that the model has learnt from. Measure on others: on these every figure flatters.",
    ),
    LANGUAGE: ("", "The model reads English only. Translate these plots or leave them out."),
    NO_PLOT: ("", "See that the right column is read, and fill in the plots that are missing."),
}
ADVICE_ON_A_GENRE = (
    "If the films have changed, that is as it should be. If not, label some of these rows and measure (evaluate)"
    " before you rely on this genre."
)


def advice(found: Difference) -> str:
    """What to do; empty where nothing needs to be done."""
    lower = found.effect < 0 if found.at is None else found.effect > 0
    less, more = ADVICE.get(found.measure, (ADVICE_ON_A_GENRE, ADVICE_ON_A_GENRE))
    return less if lower else more


def sentence(found: Difference, batch: Measured, reference: Measured, named: str) -> str:
    """For instance: 61 % of these plots have 24 words or fewer; of the model's own films, 9 % do.

    ``named``: what the reference is called.
    """
    words: dict[str, Callable[[], str]] = {
        LENGTH: lambda: _length(found, batch, reference, named),
        UNKNOWN: lambda: (
            f"{percent(found.batch)} of the words of these plots are unknown to the model; of those of {named},"
            f" {percent(found.reference)}."
        ),
        FAMILIARITY: lambda: _familiarity(found, named),
        LANGUAGE: lambda: (
            f"{percent(found.batch)} of these plots are in another language ({_languages(batch)}); of {named},"
            f" {percent(found.reference)} are."
        ),
        NO_PLOT: lambda: (
            f"{percent(found.batch)} of these rows have no plot that the model can read; of {named},"
            f" {percent(found.reference)} have none."
        ),
    }
    told = words.get(found.measure)
    if told:
        return told()
    return (
        f"{found.measure} is predicted for {percent(found.batch)} of these plots; of {named}, for"
        f" {percent(found.reference)}."
    )


def _above(share: float) -> str:
    return percent(1 - share)


def _length(found: Difference, batch: Measured, reference: Measured, named: str) -> str:
    one, other = (float(side.one_sentence[side.readable].mean()) for side in (batch, reference))
    if found.effect > 0 and one - other > CLEARLY_MORE:
        return f"{percent(one)} of these plots are one sentence long; of {named}, {percent(other)} are."
    at = f"{found.at:,.0f} words"
    if found.effect > 0:
        return f"{percent(found.batch)} of these plots have {at} or fewer; of {named}, {percent(found.reference)} do."
    return f"{_above(found.batch)} of these plots have more than {at}; of {named}, {_above(found.reference)} do."


def _familiarity(found: Difference, named: str) -> str:
    if found.effect > 0:
        return (
            f"{percent(found.batch)} of these plots look as unusual to the model as the most unusual"
            f" {percent(found.reference)} of {named}."
        )
    return (
        f"{_above(found.batch)} of these plots look as usual to the model as the most usual {_above(found.reference)}"
        f" of {named}."
    )


def _languages(batch: Measured) -> str:
    """The commonest, with their shares."""
    codes = batch.language[batch.readable]
    count = Counter(str(code) for code in codes if code != "en").most_common(NAMED)
    return ", ".join(f"{LANGUAGES[code]} {percent(films / len(codes))}" for code, films in count)
