"""What `streamlit` does, on some of the embedded films: python -m tests.support.fewer_films run dashboard/Home.py

Nothing else differs. A network reads a thousand films in three seconds, and several pages have one do so.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
from streamlit.web.cli import main

from data.sources import registry
from tests.support.tiers import TIER

NAME = "open_plots"


def fewer(folder: Path) -> registry.Source:
    """The source of the embedded films with so many of them, evenly spread over the years."""
    source = registry.SOURCES[NAME]
    films = pd.read_csv(source.path, dtype=str, keep_default_na=False)
    file = folder / source.path.name
    films.iloc[:: len(films) // TIER.app_films].head(TIER.app_films).to_csv(file, index=False)
    return replace(source, path=file)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        registry.SOURCES[NAME] = fewer(Path(folder))
        main()
