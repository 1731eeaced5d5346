"""What the app loads when nobody clicks, and how it is told not to."""

import pytest

from core.model.folder.model_ref import ModelRef
from dashboard.state.cache import warm_up


@pytest.fixture
def warmed(monkeypatch) -> list[str]:
    """The versions of the models whose explanations are warmed up from now on, without a pause for clicks."""
    versions: list[str] = []

    def note(classifier):
        versions.append(classifier.version)
        loaded(classifier)

    loaded = warm_up.warm_up
    monkeypatch.setattr(warm_up, "QUIET", 0)
    monkeypatch.setattr(warm_up, "warm_up", note)
    return versions


@pytest.mark.parametrize("said", [None, "1", " 1 ", ""])
def test_a_drawn_page_begins_to_load_what_others_need(tiny_model, warmed, monkeypatch, said):
    monkeypatch.delenv("GENRELENS_WARM_UP")
    if said is not None:
        monkeypatch.setenv("GENRELENS_WARM_UP", said)
    model = ModelRef.of(tiny_model)
    warm_up.begin(model)
    warm_up.begin(model)
    warm_up._thread(model).join()
    assert warmed == [model.version]


def test_nothing_is_loaded_ahead_where_the_environment_says_so(tiny_model, warmed, monkeypatch):
    monkeypatch.setenv("GENRELENS_WARM_UP", "0")
    monkeypatch.setattr(warm_up, "_thread", lambda model: warmed.append(model.version))
    warm_up.begin(ModelRef.of(tiny_model))
    assert not warmed


@pytest.mark.parametrize("said", ["no", "2", "-1"])
def test_a_wrong_switch_is_one_sentence_on_the_page(small_app, monkeypatch, said):
    monkeypatch.setenv("GENRELENS_WARM_UP", said)
    app = small_app.switch_page("views/about.py").run()
    assert not app.exception
    (sentence,) = [error.value for error in app.error]
    assert sentence.startswith("GENRELENS\\_WARM\\_UP is") and "or to 0 to load it when needed" in sentence
