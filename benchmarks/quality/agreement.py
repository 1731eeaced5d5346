"""How far two sources agree on the genres of the same films, a ceiling for any model.

    python -m benchmarks.quality.agreement

Films of plots.csv.gz with IMDb's labels are looked up by title in peer_tmdb8000.csv.gz, which has TMDB's. Titles that
occur twice in either table are left out, and so is the test side of plots.csv.gz. Prints two lines in seconds.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, jaccard_score

from benchmarks.start import Benchmark
from data.sources import registry
from data.split import normalise_title
from recipe.shared import SHARED

BENCHMARK = Benchmark(__spec__.name, __doc__, quick=False)


def labels(texts: list[str], genres: list[str]) -> NDArray[np.int8]:
    """0/1 [films, genres]."""
    return np.array([[genre in text.split("|") for genre in genres] for text in texts], dtype=np.int8)


def main(arguments: list[str] | None = None) -> None:
    """Print the agreement over all genres of the model, and over those that both sources use."""
    BENCHMARK.parse(arguments)
    plots = registry.load(str(SHARED / "plots.csv.gz")).frame
    plots = plots[(plots["clean"].astype(str) == "1") & (plots["split"] != "test")]
    tmdb = registry.load(str(SHARED / "peer_tmdb8000.csv.gz")).frame
    pair = [frame.assign(key=frame["title"].map(normalise_title)) for frame in (plots, tmdb)]
    pair = [frame[~frame["key"].duplicated(keep=False)] for frame in pair]
    both = pair[0].merge(pair[1], on="key", suffixes=("", "_tmdb"))
    counts = plots["genres"].str.split("|").explode().value_counts()
    used = set(tmdb["genres"].str.split("|").explode())
    for name, genres in (
        ("all genres with 50 films", sorted(counts[counts >= 50].index)),
        ("genres that both use", sorted(set(counts[counts >= 50].index) & used)),
    ):
        imdb, other = labels(both["genres"].tolist(), genres), labels(both["genres_tmdb"].tolist(), genres)
        micro, macro = (f1_score(imdb, other, average=average, zero_division=0) for average in ("micro", "macro"))
        jaccard = jaccard_score(imdb, other, average="samples", zero_division=0)
        exact = (imdb == other).all(axis=1).mean()
        print(
            f"{len(both):,} films, {len(genres)} {name}: micro F1 {micro:.3f}, macro F1 {macro:.3f},"
            f" Jaccard {jaccard:.3f}, exact match {exact:.3f}"
        )


if __name__ == "__main__":
    main()
