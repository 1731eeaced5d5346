"""The list of methods; each is a file here with ``attribute(target, ...)`` -> (values, base values), imported late.

A new one is a file and a line in :data:`METHODS`; if it has options, they go into :class:`Options` too.
"""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from ...errors import OptionError, printable
from ...extras import CHECKOUT, needs, remedy
from ..target import Target

Attributed = tuple[NDArray[np.float64], NDArray[np.float64]]  # values [words, outputs], base values [outputs]


class Options(TypedDict, total=False):
    """The options of the methods, all of them numbers; their defaults are in the signatures of ``attribute``.

    ``guided``: ``genres`` that get a context of their own, the ``share`` of their words that is deleted there, how many
    ``candidates`` are measured there, and the weight of ``borrowed`` contexts. ``shap``: about how many ``evaluations``
    of the function, and in batches of ``batch_size``. ``integrated_gradients``: ``steps`` along the path. ``random``:
    its ``seed``.
    """

    genres: int
    share: float
    candidates: int
    borrowed: float
    evaluations: int
    batch_size: int
    steps: int
    seed: int


@dataclass(frozen=True)
class Method:
    """A way to attribute: ``module`` in this folder, a title and a note for people.

    ``additive``: base value + attributions = output. ``black_box``: needs the function's answers only, so any
    function of texts will do. ``package``: what it imports beyond NumPy, which comes with ``extra``. ``base``: what its
    base value is the probability of.
    """

    module: str
    title: str
    note: str
    additive: bool
    black_box: bool = True
    package: str = "numpy"
    extra: str = ""
    base: str = "without any word"

    def attribute(self, name: str, options: Options) -> Callable[[Target], Attributed]:
        """The method's function, its module imported, with its options.

        Raises PackageError when what it needs is not installed, OptionError for an option that it does not have.
        """
        with needs(f"The method {name}", self.extra):
            module = importlib.import_module(f".{self.module}", __package__)
        taken = {setting.name: setting.default for setting in list(signature(module.attribute).parameters.values())[1:]}
        for option, value in options.items():
            if option not in taken:
                has = f"it has {', '.join(taken)}" if taken else "it has none"
                raise OptionError(f"The method {name} has no option {printable(option)!r}; {has}.")
            kinds = (int, float) if isinstance(taken[option], float) else (int,)
            if type(value) not in kinds:
                raise OptionError(f"{option} is {value!r}; it must be a number such as {taken[option]}, its default.")
        return partial(module.attribute, **options)

    def lacking(self) -> str:
        """What to do before the method can run here; empty when it can."""
        return "" if importlib.util.find_spec(self.package) else remedy(self.extra)


METHODS = {
    "guided": Method("guided", "Guided", "leave one out, again where the strongest words are gone", additive=False),
    "shap": Method(
        "shap_values",
        "SHAP",
        "shares out the probability over sentences, then over their words (Owen values)",
        additive=True,
        package="shap",
        extra="shap",
    ),
    "occlusion": Method("occlusion", "Occlusion", "leave one out: what is lost when one word goes", additive=False),
    "integrated_gradients": Method(
        "integrated_gradients",
        "Integrated gradients",
        "how steeply each word's meaning moves the genre, added up from no meaning to all of it",
        additive=False,
        black_box=False,
        base="with every word blank",
        package="keras",
        extra=CHECKOUT,
    ),
    "linear_path": Method(
        "linear_path",
        "Linear path",
        "the exact share of the bag of words",
        additive=True,
        black_box=False,
        base="by the rest of the network",
    ),
    "attention": Method(
        "attention",
        "Attention",
        "shares out the genre's rise by the weights of the attention pooling, the same for every genre",
        additive=True,
        black_box=False,
    ),
    "max_pooling": Method(
        "max_pooling",
        "Max pooling",
        "shares out the genre's rise by how many of the max pooling's numbers came from each word",
        additive=True,
        black_box=False,
    ),
    "random": Method("random", "Random", "noise, to compare with", additive=False),
}
DEFAULT_METHOD = "guided"


def available() -> list[str]:
    """The methods that can run here; of the others, ``METHODS[name].lacking()`` says what they need."""
    return [name for name, method in METHODS.items() if not method.lacking()]


def method_named(text: str) -> str:
    """The method of a name as people write it: ``Integrated gradients`` is ``integrated_gradients``."""
    return text.strip().lower().replace(" ", "_").replace("-", "_")


def method_names() -> str:
    """Every method, each that can't run here with what it needs first, in brackets."""
    return ", ".join(name + (f" ({do})" if (do := method.lacking()) else "") for name, method in METHODS.items())
