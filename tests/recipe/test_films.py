"""Which films may be learnt from, and which may not."""

import pandas as pd

from recipe.films import SAME, unseen


def test_neither_a_title_nor_a_plot_of_films_held_back_is_learnt_from():
    long = "A lighthouse keeper counts the ships that pass, and one night one of them does not. " * 2
    held_back = pd.DataFrame({"title": ["The Lamp!", "Ships"], "plot": ["Short.", long]})
    rows = [("lamp", "Another film of that name."), ("Le Phare", long.upper() + "More."), ("Harbour", "A quiet port.")]
    frame = pd.DataFrame(rows, columns=["title", "plot"])
    assert len(long) > SAME
    assert unseen(frame, held_back)["title"].tolist() == ["Harbour"]
