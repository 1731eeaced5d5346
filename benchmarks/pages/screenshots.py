"""Screenshots of every page, light and dark, and of some on a phone: python -m benchmarks.pages.screenshots

Two trainings on the embedded films come first, in a models folder of their own, so that there are curves to show and a
model that was promoted and taken back, and a review of 60 films that has taught three lessons. The pictures go into
docs/screenshots, with one of a terminal; needs Chromium. --quick trains one epoch and takes the first page only; --only
takes some pages.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from benchmarks.pages import terminal
from benchmarks.pages.browser import ARGUMENTS, chromium_path, serve, settle
from benchmarks.start import OPEN_PLOTS, ROOT, Benchmark, Option
from dashboard.state.plot.plot_link import PACKED, packed
from data.sources import registry
from train.review import project

OPTIONS = (Option("epochs", 12, 1, "epochs of each training"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="screenshots", of_model=True)
PAGES = {
    "predict": "",
    "poster": "",
    "predict-sum": "?view=The+sum",
    "predict-what-if": "?view=What+if",
    "predict-along": "?view=Read+along",
    "predict-smallest": "?view=Smallest+change",
    "predict-second": "?view=Methods",
    "predict-inside": "?view=Inside",
    "predict-words-near": "?view=Nearest+words",
    "predict-export": "?view=Export",
    "predict-similar": "?view=Similar+films",
    "lesson": "lesson?set=4",
    "lesson-split": "lesson_split?set=4",
    "lesson-threshold": "lesson_threshold?of=Thriller&at=0.2",
    "lesson-highlight": "lesson_highlight?set=4&film=3",
    "explore": "explore",
    "explore-pairs": "explore?tab=Pairs",
    "explore-map": "explore?tab=Map",
    "training": "training",
    "training-compare": "training?tab=Compare",
    "training-new": "training?tab=New+run",
    "training-promote": "training?tab=Promote",
    "metrics": "metrics",
    "metrics-words": "metrics?part=Words",
    "review": "review?review=catalogue",
    "review-learn": "review?review=catalogue&tab=Learn",
    "review-wrong": "review?review=catalogue&tab=Labels+that+look+wrong",
    "batch": "batch",
    "batch-promise": "batch?batch_promise=80+%25",
    "batch-drift": "batch",
    "about": "about",
}
READ = {  # what docs/reading.md is about
    "reading-list": "milk, eggs, 2 kg flour, butter, toilet paper, cat food",
    "reading-spanish": "Un detective retirado persigue a un narcotraficante por las calles de Bogotá después de que el"
    " cartel asesina a su hermano, y descubre que la policía está comprada.",
}
SYNOPSIS = 1_000  # words: embedded plots, one after the other
PHONE = ("predict", "lesson-highlight", "explore-map", "metrics", "review", "review-learn", "review-wrong")
CLICKED = {
    "lesson-highlight": "I rely on A",
    "review-wrong": "Look for labels that look wrong",
    "explore-map": "neighbours (t-SNE)",
}  # before the picture is taken
AGAIN = "catalogue-again"  # no page: a terminal
MUST_PASS = """plot,must,must_not
A young couple find that the dead owner of their house returns each night.,Horror,Comedy
A gunslinger rides into a mining town to face the sheriff who hanged his brother.,Western,
Two rival chefs in Paris fall in love while every dinner ends in chaos.,Comedy|Romance,Drama
"""
OWN = {"Comedy": "Feel-good", "Horror": "Late night"}
TALLEST = 2200
Theme = Literal["light", "dark"]


def addresses() -> dict[str, str]:
    """Each picture's place in the app."""
    words = " ".join(registry.load("open_plots").frame["plot"]).split()
    plots = {**READ, "reading-synopsis": " ".join(words[:SYNOPSIS])}
    return {**PAGES, AGAIN: "", **{name: f"?{PACKED}={packed(plot)}" for name, plot in plots.items()}}


def drawn_poster() -> bytes:
    """A poster that belongs to nobody: a moon over a lighthouse."""
    image = Image.new("RGB", (256, 384), (18, 24, 44))
    draw = ImageDraw.Draw(image)
    draw.ellipse((150, 30, 230, 110), fill=(226, 220, 190))
    draw.polygon([(90, 330), (150, 330), (136, 150), (104, 150)], fill=(150, 40, 40))
    draw.rectangle((100, 128, 140, 150), fill=(250, 214, 110))
    draw.polygon([(0, 384), (0, 330), (128, 310), (256, 340), (256, 384)], fill=(8, 10, 16))
    stream = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.7)).save(stream, "PNG")
    return stream.getvalue()


def add_poster(page: Page) -> None:
    """Put the drawn poster beside the plot."""
    page.get_by_text("Add the film's poster").click()
    poster: FilePayload = {"name": "poster.png", "mimeType": "image/png", "buffer": drawn_poster()}
    page.locator("input[type=file]").set_input_files([poster])
    page.get_by_text("What the poster adds").wait_for()
    settle(page)


def tag_films(page: Page) -> None:
    """Tag the embedded films."""
    page.get_by_role("button", name="Try it with the embedded films").click()
    page.get_by_role("button", name="Tag the plots").click()
    page.get_by_text("The first 200 rows").wait_for()
    settle(page)


def tag_short(page: Page) -> None:
    """Tag the first sentences of the embedded films, and open what has changed."""
    films = registry.load("open_plots").frame
    short = films.assign(plot=films["plot"].str.split(r"(?<=[.!?]) ", regex=True).str[0])[["title", "plot"]]
    table: FilePayload = {"name": "listings.csv", "mimeType": "text/csv", "buffer": short.to_csv(index=False).encode()}
    page.locator("input[type=file]").set_input_files([table])
    page.get_by_role("button", name="Tag the plots").click()
    page.get_by_text("What has changed, and what to do").click(timeout=180_000)
    settle(page)


def shoot(browser: Browser, address: str, path: Path, theme: Theme, width: int, clicked: str = "") -> None:
    """One page when everything is drawn, as tall as its content; the text ``clicked`` is clicked before."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.goto(address)
    settle(page)
    if path.name.startswith("poster-"):
        add_poster(page)
    if path.name.startswith("batch-promise-"):
        tag_films(page)
    if path.name.startswith("batch-drift-"):
        tag_short(page)
    if clicked:
        page.get_by_text(clicked, exact=True).click(timeout=180_000)  # a map is drawn first
        page.wait_for_timeout(1000)
        settle(page, seconds=120)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height) + 10, TALLEST)})
    page.wait_for_timeout(1500)
    page.screenshot(path=path)
    context.close()
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)  # a third of the size, looks the same


def fill(models: Path, model: Path, epochs: int, pages: dict[str, str]) -> Path:
    """Put a model, and the runs and the review that the pages show, into a folder of models."""
    shutil.copytree(model, models / "default")
    for preset in ("original", "genrelens") if any(name.startswith("training") for name in pages) else ():
        command = [sys.executable, "-m", "train", "--data", "open_plots", "--preset", preset, "--epochs", str(epochs)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "GENRELENS_MODELS": str(models)}, check=True)
    if "training-promote" in pages:
        promotions(models)
    if any(name.startswith("review") for name in pages):
        review(models)
    return models


def promotions(models: Path) -> None:
    """Plots that must pass, and a model that was promoted although it fails one, and taken back."""
    (models / "checks.csv").write_text(MUST_PASS, encoding="utf-8")
    run = max((models / "runs").glob("*-genrelens")).name
    reasons = ("--why", "Retrained on the embedded films", "--override", "The chefs are looked at by hand")
    for command in (
        ("must-pass", str(models / "checks.csv")),
        ("promote", run, "--who", "Ada", "--films", str(OPEN_PLOTS), *reasons),
        ("roll-back", "--who", "Ben", "--why", "Romance came too often"),
    ):
        environment = {**os.environ, "GENRELENS_MODELS": str(models)}
        subprocess.run([sys.executable, "-m", "train", *command], cwd=ROOT, env=environment, check=True)


def review(models: Path) -> None:
    """A review of 500 embedded films, 60 of them decided, with two labels of one's own among IMDb's."""
    films = registry.load("open_plots").frame.iloc[::2].head(500)
    store = project.opened("catalogue", models)
    store.add(films)
    for role in (project.SOURCE, project.PROPOSER):
        store.note(role, "default")
    genres = dict(zip(films["title"], films["genres"].str.split("|"), strict=True))
    for number in range(1, 61):
        film = store.next("me")
        assert film, "there are more films than are decided"
        labels = genres[film.title] + [own for genre, own in OWN.items() if genre in genres[film.title]]
        store.decide(film.film, labels, [], "me")
        if number % 20 == 0:
            lesson = project.learn(store, models / "default", models / "default", lambda event: None, models)
    store.note(project.PROPOSER, lesson.model)


def main(arguments: list[str] | None = None) -> None:
    """Train, start the app, take every picture."""
    parser = BENCHMARK.parser()
    every = addresses()
    parser.add_argument("--only", nargs="+", metavar="PAGE", choices=every, help="take these alone")
    options = BENCHMARK.parse(arguments, parser)
    options.page.mkdir(parents=True, exist_ok=True)
    pages = dict(list(every.items())[:1]) if options.quick else {name: every[name] for name in options.only or every}
    pictures = [(name, theme, 1360) for name in pages for theme in ("light", "dark")]
    pictures += [(name, "phone", 390) for name in PHONE if name in pages]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address, _ = stack.enter_context(serve(fill(folder, options.model, options.epochs, pages)))
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for name, kind, width in pictures:
            theme: Theme = "dark" if kind == "dark" else "light"
            path, clicked = options.page / f"{name}-{kind}.png", CLICKED.get(name, "")
            if name == AGAIN:
                terminal.again(browser, path, theme == "dark", options.model)
                continue
            shoot(browser, f"{address}/{every[name]}", path, theme, width, clicked)
        browser.close()
    print(f"{len(pictures)} pictures in {options.page}")


if __name__ == "__main__":
    main()
