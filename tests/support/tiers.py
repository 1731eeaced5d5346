"""How much the tests do: a small number of everything (`make test`), or all of it (`make test-all`).

Both tiers run the same tests and differ in these numbers only. ``GENRELENS_TIER=all`` chooses the large one.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Tier:
    """One number for each thing that is done again and again."""

    killed_trainings: int
    lstm_directions: int  # of the network of most trainings: two take a third longer
    killed_saves: int  # of a checkpoint
    loads_while_saved: int  # of a model whose thresholds others save
    killed_apps: int  # while one promotes, and while one saves thresholds
    mutations: int  # of the files of a model
    fuzz_seconds: int  # per target
    door_inputs: int  # of the worst ones of each door, which has thirteen at most
    example_share: float  # of the examples that Hypothesis makes up
    unchanged_plots: int  # compared with what was answered before the move
    ray_nodes: int
    ray_rows: int  # of each of eight files
    readers: int  # at once, on one app
    reading_seconds: int
    clicked_bars: int  # of a plot with hostile genres
    page_looks: int  # of a page: light, dark, and dark on a phone, or one of them in turn
    narrow_windows: int  # that a page must not be wider than: 200 %, and a phone, or one of them in turn
    tab_looks: int  # of a tab: light in a window, dark on a phone, or one of them in turn
    slider_steps: int  # of a threshold, key by key; after five of them micro F1 is what it was
    app_films: int  # that are embedded in the app of the browser's tests
    browser_films: int  # of a training from the sidebar
    sidebar_trainings: int  # in a browser: the first is stopped, the others end by themselves
    catalogue: int  # films without labels, to review and tag in a browser
    reviewed_films: int  # of them, by keyboard; it learns from ten on
    corrected_films: int  # of these, label by label; the others are accepted as they are proposed
    crowd_rows: int  # of each of twelve batch jobs
    cell_lines: int  # of one cell of a table
    search_epochs: int  # of each trial of a shared search
    search_words: int  # read of each plot there
    search_trials: int  # of each of its workers

    def examples(self, all_of_them: int) -> int:
        """How many examples Hypothesis makes up where the large tier has ``all_of_them``."""
        return round(all_of_them * self.example_share)


SMALL = Tier(
    killed_trainings=4,
    lstm_directions=1,
    killed_saves=12,
    loads_while_saved=25,
    killed_apps=4,
    mutations=100,
    fuzz_seconds=5,
    door_inputs=1,
    example_share=0.06,
    unchanged_plots=2,
    ray_nodes=1,
    ray_rows=150,
    readers=2,
    reading_seconds=4,
    clicked_bars=2,
    page_looks=1,
    narrow_windows=1,
    tab_looks=1,
    slider_steps=3,
    app_films=255,
    browser_films=200,
    sidebar_trainings=1,
    catalogue=80,
    reviewed_films=10,
    corrected_films=3,
    crowd_rows=260,
    cell_lines=250_000,
    search_epochs=6,
    search_words=12,
    search_trials=2,
)
ALL = Tier(
    killed_trainings=50,
    lstm_directions=2,
    killed_saves=100,
    loads_while_saved=60,
    killed_apps=15,
    mutations=1_000,
    fuzz_seconds=40,
    door_inputs=20,
    example_share=1.0,
    unchanged_plots=200,
    ray_nodes=2,
    ray_rows=500,
    readers=4,
    reading_seconds=6,
    clicked_bars=22,
    page_looks=3,
    narrow_windows=2,
    tab_looks=2,
    slider_steps=30,
    app_films=1_020,
    browser_films=1_020,
    sidebar_trainings=2,
    catalogue=500,
    reviewed_films=60,
    corrected_films=60,
    crowd_rows=1_100,
    cell_lines=1_000_000,
    search_epochs=12,
    search_words=40,
    search_trials=4,
)
TIERS = {"small": SMALL, "all": ALL}
TIER = TIERS[os.environ.get("GENRELENS_TIER", "small")]
