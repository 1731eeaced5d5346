"""The plot that README's first command predicts: its genres are right, and for the right words."""

from pathlib import Path

from core.explanations import explain

README = Path(__file__).resolve().parents[2] / "README.md"
PLOT = "Two rival chefs fall in love while competing for the same restaurant."


def test_readme_shows_this_plot():
    assert f'python -m genrelens predict "{PLOT}"' in README.read_text(encoding="utf-8")


def test_its_genres_are_right_for_the_right_words(shipped):
    (genres,) = shipped.predict([PLOT])
    assert {"Comedy", "Romance"} <= set(genres)
    explained = explain(shipped, PLOT)
    assert "love" in [word.word for word in explained.top_words("Romance", 2, sign=1)]
    assert {"chefs", "restaurant"} <= {word.word for word in explained.top_words("Comedy", 3, sign=1)}
