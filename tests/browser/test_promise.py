"""A file is tagged by promise, and what is not accepted is decided on Review."""

import io

import pandas as pd
import pytest
from playwright.sync_api import expect

from benchmarks.pages.browser import downloaded, settle
from data.sources import registry

pytestmark = pytest.mark.browser


def test_a_batch_is_split_by_promise_and_goes_to_review(page, app, tmp_path):
    page.goto(f"{app}/batch")
    settle(page)
    registry.load("open_plots").frame[["title", "plot"]].head(100).to_csv(tmp_path / "films.csv", index=False)
    page.locator('input[type="file"]').set_input_files(tmp_path / "films.csv")
    page.get_by_role("button", name="Tag the plots").click()
    page.get_by_role("radio", name="80 %").click()
    expect(page.get_by_text("At least 80 % of the films")).to_be_visible()
    page.get_by_text("rows to Review", exact=True).click()
    settle(page)
    download = downloaded(page, "Download CSV")
    frame = pd.read_csv(io.BytesIO(download.path().read_bytes()))
    assert set(frame["decision"]) == {"review"}
    page.get_by_role("button", name=f"Send {len(frame)} rows to Review").click()
    page.get_by_role("link", name="Go on to Review").click()
    expect(page.get_by_text(f"0 of {len(frame)} films decided")).to_be_visible()
