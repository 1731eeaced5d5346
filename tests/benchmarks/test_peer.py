"""What may be learnt from beside the peer's films, and what may not."""

import numpy as np
import pandas as pd

from benchmarks.peer import SAME, answered, unseen


def test_neither_a_title_nor_a_plot_of_the_peers_test_is_learnt_from():
    long = "A lighthouse keeper counts the ships that pass, and one night one of them does not. " * 2
    held_back = pd.DataFrame({"title": ["The Lamp!", "Ships"], "plot": ["Short.", long]})
    rows = [("lamp", "Another film of that name."), ("Le Phare", long.upper() + "More."), ("Harbour", "A quiet port.")]
    frame = pd.DataFrame(rows, columns=["title", "plot"])
    assert len(long) > SAME
    assert unseen(frame, held_back)["title"].tolist() == ["Harbour"]


def test_a_plot_has_the_genres_of_at_least_a_half_or_the_most_probable():
    probability = np.array([[0.5, 0.9, 0.1], [0.2, 0.1, 0.3]])
    assert answered(probability, ["Crime", "Drama", "War"]) == ["Crime|Drama", "War"]
