"""Text is readable on both themes: at least 4.5 to 1 (WCAG 2.2, 1.4.3), highlighted words included."""

import tomllib
from pathlib import Path

import pytest

from core.explanations.render import html
from dashboard.charts import palette
from dashboard.components.frame import style

ROOT = Path(__file__).resolve().parents[2]
THEMES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
STYLES = {"light": style.LIGHT, "dark": style.DARK}


def rgb(color: str) -> tuple[float, ...]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def luminance(color: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def over(tint: str, opacity: float, ground: tuple[float, ...]) -> tuple[float, ...]:
    colour = [int(part) for part in tint.split(",")]
    return tuple(opacity * c + (1 - opacity) * g for c, g in zip(colour, ground, strict=True))


def test_contrast_of_black_and_white_is_the_highest_there_is():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize("theme", sorted(THEMES.keys() & STYLES.keys()))
def test_words_are_readable_under_the_strongest_tint(theme):
    ground, text = (rgb(THEMES[theme][name]) for name in ("backgroundColor", "textColor"))
    for tint in (html.RAISES, html.LOWERS):
        for share in (1.0, 0.5, 0.1):
            assert contrast(text, over(tint, html.STRONGEST * share, ground)) >= 4.5


@pytest.mark.parametrize("theme", sorted(THEMES.keys() & STYLES.keys()))
@pytest.mark.parametrize("name", ["textColor", "linkColor", "codeTextColor"])
def test_text_is_readable_on_every_ground_of_the_theme(theme, name):
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(rgb(THEMES[theme][name]), rgb(THEMES[theme][ground])) >= 4.5
        if name == "textColor":
            assert contrast(rgb(THEMES[theme][name]), rgb(THEMES[theme]["sidebar"][ground])) >= 4.5


@pytest.mark.parametrize("theme", STYLES)
def test_our_own_greys_are_readable(theme):
    ground, own = THEMES[theme], STYLES[theme]
    for name in ("quiet", "text"):
        assert contrast(rgb(own[name]), rgb(ground["backgroundColor"])) >= 4.5
        assert contrast(rgb(own[name]), rgb(ground["sidebar"]["backgroundColor"])) >= 4.5
    assert contrast(rgb(own["on_primary"]), rgb(own["primary"])) >= 4.5
    assert own["primary"] == ground["primaryColor"]


def test_no_two_genres_share_a_colour_and_an_unknown_genre_has_one():
    colours = list(palette.GENRES.values())
    assert len(set(colours)) == len(colours)
    assert palette.genre_color("Telenovela") == palette.genre_color("Telenovela")
    assert len(rgb(palette.genre_color("Telenovela"))) == 3
