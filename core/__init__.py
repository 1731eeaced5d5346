"""GenreLens: a plot in, genre probabilities and measured explanations out.

    from genrelens import GenreClassifier, explain

    classifier = GenreClassifier.load()
    explain(classifier, "A detective hunts a killer.").top_words("Crime")

The public names are loaded when they are first used, so that importing the library costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .explanations import Explanation as Explanation
    from .explanations import explain as explain
    from .measure.report import evaluate as evaluate
    from .model.classifier import GenreClassifier as GenreClassifier
    from .posters.classifier import PosterClassifier as PosterClassifier

__version__ = "1.0.0"
__all__ = ["Explanation", "GenreClassifier", "PosterClassifier", "__version__", "evaluate", "explain"]
_PLACES = {
    "Explanation": ".explanations",
    "GenreClassifier": ".model.classifier",
    "PosterClassifier": ".posters.classifier",
    "evaluate": ".measure.report",
    "explain": ".explanations",
}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first used (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .extras import needs

    with needs(f"{__name__}.{name}", "evaluate"):
        value = getattr(importlib.import_module(_PLACES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, whether they are loaded or not."""
    return sorted({*globals(), *__all__})
