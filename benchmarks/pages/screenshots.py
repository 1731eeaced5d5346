"""Screenshots of every page, light and dark, and of two on a phone, into docs/screenshots.

python -m benchmarks.screenshots

Two trainings on the embedded films come first, in a models folder of their own, so that there are curves to be seen.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from benchmarks.pages.browser import ARGUMENTS, ROOT, chromium_path, serve, settle

OUT = ROOT / "docs" / "screenshots"
PAGES = {
    "predict": "",
    "predict-sum": "?view=The+sum",
    "predict-what-if": "?view=What+if",
    "predict-smallest": "?view=Smallest+change",
    "predict-second": "?view=Second+method",
    "predict-take-away": "?view=Take+away",
    "predict-similar": "?view=Similar+films",
    "explore": "explore",
    "explore-pairs": "explore?tab=Pairs",
    "training": "training",
    "training-compare": "training?tab=Compare",
    "training-new": "training?tab=New+run",
    "metrics": "metrics",
    "metrics-words": "metrics?part=Words",
    "batch": "batch",
    "about": "about",
}
PHONE = ("predict", "metrics")
TALLEST = 2200


def shoot(browser: Browser, address: str, path: Path, theme: str, width: int) -> None:
    """One page as it stands when everything is drawn, as tall as its content."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.goto(address)
    settle(page)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height) + 10, TALLEST)})
    page.wait_for_timeout(1500)
    page.screenshot(path=path)
    context.close()
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)  # a third of the size, looks the same


def trained(models: Path) -> Path:
    """Fill a models folder: the shipped model, and a run of each preset."""
    shutil.copytree(ROOT / "models" / "default", models / "default")
    for preset in ("original", "genrelens"):
        command = [sys.executable, "-m", "train", "--data", "open_plots", "--preset", preset, "--epochs", "12"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "GENRELENS_MODELS": str(models)}, check=True)
    return models


def main() -> None:
    """Train, start the app, take every picture."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(trained(Path(folder))) as (address, _),
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for name, place in PAGES.items():
            for theme in ("light", "dark"):
                shoot(browser, f"{address}/{place}", OUT / f"{name}-{theme}.png", theme, 1360)
        for name in PHONE:
            shoot(browser, f"{address}/{PAGES[name]}", OUT / f"{name}-phone.png", "light", 390)
        browser.close()
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
