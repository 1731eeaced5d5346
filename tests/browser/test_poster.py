"""A poster, drawn here, is dropped beside a plot: what it adds sums up, the map is tested, and it goes when told."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import downloaded, settle
from tests.support import drawn

pytestmark = pytest.mark.browser

FILE = {"name": "film.png", "mimeType": "image/png", "buffer": drawn.saved(drawn.poster((20, 10, 10)), "PNG")}
SUM = re.compile(
    r"(?P<genre>\S+) is at (?P<prior>\d+) % before anything is known\. The plot (?P<plot>(adds|takes) [\d.]+) points"
    r" and the poster (?P<poster>(adds|takes) [\d.]+) points: (?P<both>\d+) %\. By the plot alone it would be at"
    r" (?P<alone>\d+) %\."
)
TEST = re.compile(r"Covering the \d regions named first takes \S+ from (?P<before>\d+) % to \d+ %; covering as many")


def told(page: Page, pattern: re.Pattern[str]) -> re.Match[str]:
    """What the page says in a sentence, with plain spaces."""
    found = pattern.search(re.sub(r"\s", " ", page.get_by_test_id("stMain").inner_text()))
    assert found, pattern.pattern
    return found


def points(text: str) -> float:
    """``takes 3.1`` as -3.1."""
    kind, size = text.split()
    return float(size) if kind == "adds" else -float(size)


def bar(page: Page, genre: str) -> int:
    """The percentage on a genre's bar."""
    label = page.get_by_label(re.compile(f"^{genre}: ")).get_attribute("aria-label")
    return int(re.search(r"(\d+)\s%", label)[1])


def test_a_poster_beside_the_plot_is_added_up_located_tested_exported_and_removed(page, app):
    page.goto(app)
    settle(page, pause=0.1)
    page.get_by_text("Add the film's poster").click()
    page.locator('input[type="file"]').set_input_files([FILE])
    expect(page.get_by_text(re.compile("Covering the"))).to_be_visible()
    settle(page, pause=0.1)
    sums = told(page, SUM)
    both = int(sums["both"])
    assert bar(page, sums["genre"]) == both != int(sums["alone"])
    assert abs(int(sums["prior"]) + points(sums["plot"]) + points(sums["poster"]) - both) <= 1.1, "rounded figures"
    assert int(told(page, TEST)["before"]) == both
    heatmap = page.get_by_role(
        "img", name=re.compile(rf"the poster.*{sums['genre']} is at .* and at {both}\s% with it")
    )
    assert heatmap.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [256, 384]

    page.get_by_text("What if the poster were changed").click()
    expect(page.locator("canvas td", has_text="without its top and bottom")).to_be_attached()
    assert f"{both} %" in page.locator("canvas").first.text_content().replace("\xa0", " ")
    page.get_by_role("tab", name="Export").click()
    kept = downloaded(page, "Web page (HTML)").path().read_text(encoding="utf-8")
    assert kept.count('<img src="data:image/png;base64,') == 2, "the poster and its heatmap"
    assert "Covering the" in kept

    page.get_by_role("button", name=re.compile("Remove film.png")).click()
    expect(page.get_by_text(re.compile("What the poster adds"))).to_have_count(0)
    settle(page, pause=0.1)
    assert bar(page, sums["genre"]) == int(sums["alone"])
