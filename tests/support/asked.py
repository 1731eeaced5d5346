"""Which plots a model is asked about."""

import pytest

from core.tag.columns.answers import of_plots


def listening(monkeypatch: pytest.MonkeyPatch, *modules: object) -> list[str]:
    """The plots that these modules ask a model about from now on."""
    asked: list[str] = []

    def noted(classifier, plots):
        asked.extend(plots)
        return of_plots(classifier, plots)

    for module in modules:
        monkeypatch.setattr(module, "of_plots", noted)
    return asked
