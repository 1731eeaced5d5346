"""A picture of a terminal: films are tagged, some of them change, and the table is tagged again."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser
from rich import box
from rich.console import Console
from rich.table import Table
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI

from benchmarks.start import ROOT
from data.sources import registry

WIDTH = 112  # characters
CHANGED, NEW, LOCKED = 3, 2, 1  # films
SHOWN = ["title", "predicted", "tagged_on", "locked", "model_says"]


def again(browser: Browser, path: Path, dark: bool, model: Path) -> None:
    """Run both commands on the first embedded films, and take the picture of what they print and write."""
    page = browser.new_page(viewport={"width": 1000, "height": 700}, device_scale_factor=1.36)
    with tempfile.TemporaryDirectory() as folder:
        text = _recorded(Path(folder), model).export_html(
            theme=MONOKAI if dark else DEFAULT_TERMINAL_THEME, code_format=_PAGE
        )
    page.set_content(text)
    page.locator("pre").screenshot(path=path)
    page.close()


_PAGE = """<style>{stylesheet}</style><pre style="display: inline-block; margin: 0; padding: 18px 22px;
color: {foreground}; background: {background}; font: 14px/1.45 monospace">{code}</pre>"""


def _recorded(folder: Path, model: Path) -> Console:
    """What the terminal shows."""
    console = Console(record=True, width=WIDTH, force_terminal=True, file=(folder / "shown").open("w"))
    films = registry.load("open_plots").frame[["id", "title", "plot"]].head(300).reset_index(drop=True)
    _save(films.iloc[:-NEW], folder / "films.csv")
    _run(console, folder, model, "films.csv --out tagged.csv")
    tagged = pd.read_csv(folder / "tagged.csv", dtype=str, keep_default_na=False)
    tagged.loc[: LOCKED - 1, "predicted"], tagged["locked"] = (
        "Sci-Fi",
        [*["yes"] * LOCKED, *[""] * (len(tagged) - LOCKED)],
    )
    _save(tagged, folder / "tagged.csv")
    console.print(
        "[dim]# in tagged.csv a person writes Sci-Fi, and yes into the column locked; three plots change[/]\n"
    )
    films.loc[LOCKED : LOCKED + CHANGED - 1, "plot"] += " Then a war begins."
    _save(films, folder / "films.csv")
    _run(console, folder, model, "films.csv --out new.csv --previous tagged.csv")
    rows = pd.read_csv(folder / "new.csv", dtype=str, keep_default_na=False)[SHOWN].head(LOCKED + CHANGED + 2)
    table = Table(*SHOWN, title="new.csv, the first rows", title_justify="left", box=box.SIMPLE)
    for row in rows.to_numpy().tolist():
        table.add_row(*row)
    console.print(table)
    return console


def _save(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False)


def _run(console: Console, folder: Path, model: Path, arguments: str) -> None:
    console.print(f"[bold]$ python -m core predict {arguments}[/]", highlight=False)
    command = [sys.executable, "-m", "core", "predict", *arguments.split(), "--model", str(model.resolve())]
    places = [str(folder / part) if part.endswith(".csv") else part for part in command]
    done = subprocess.run(places, cwd=ROOT, capture_output=True, text=True, check=True)
    said = done.stdout.replace(f"{folder}/", "").splitlines()
    console.print("\n".join(line for line in said if not line.startswith("Model: ")) + "\n", highlight=False)
