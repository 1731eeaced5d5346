"""Plots drawn from files: every row as likely as any other, and no more than are wanted."""

import numpy as np
import pandas as pd

from core.drift.sample import Draw, of_files


def test_every_row_is_as_likely_as_any_other():
    drawn = np.zeros(200)
    for seed in range(300):
        draw = Draw(20, seed)
        for begin in range(0, 200, 64):
            draw.add([str(i) + " word" for i in range(begin, min(begin + 64, 200))])
        sample = draw.sample()
        assert (sample.rows, len(sample.plots)) == (200, 20)
        drawn[[int(plot.split()[0]) for plot in sample.plots]] += 1
    assert abs(drawn - 30).max() < 25
    assert abs(drawn[:100].sum() - 3_000) < 150


def test_several_files_of_several_formats_are_one_batch(tmp_path):
    films = pd.DataFrame({"title": ["One", "Two"], "plot": ["A war begins at dawn.", "A ghost is heard at night."]})
    films.to_csv(tmp_path / "a.csv", index=False)
    films.to_parquet(tmp_path / "b.parquet")
    sample = of_files([tmp_path / "a.csv", tmp_path / "b.parquet"])
    assert sample.rows == 4
    assert sample.plots == [*films["plot"], *films["plot"]]
    assert len(of_files([tmp_path / "a.csv"], most=1).plots) == 1
