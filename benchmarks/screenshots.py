"""Screenshots of every page, light and dark, and of two on a phone, into docs/screenshots.

python -m benchmarks.screenshots
"""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import ARGUMENTS, ROOT, chromium_path, serve, settle

OUT = ROOT / "docs" / "screenshots"
PAGES = {
    "predict": "",
    "predict-what-if": "?view=What+if",
    "predict-similar": "?view=Similar+films",
    "explore": "explore",
    "explore-together": "explore?tab=Together",
    "training": "training",
    "training-new": "training?tab=New+run",
    "metrics": "metrics",
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


def main() -> None:
    """Start the app, take every picture."""
    OUT.mkdir(parents=True, exist_ok=True)
    with serve() as (address, _), sync_playwright() as driver:
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
