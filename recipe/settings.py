"""The settings of the shipped model, as ``python -m train`` has them."""

from dataclasses import replace

from core.model.network.presets import LARGE
from train.config import TrainConfig

CONFIG = TrainConfig(
    data="../shared/data/plots.csv.gz",
    epochs=5,
    batch_size=128,
    learning_rate=0.002,
    word_dropout=0.05,
    min_films=300,
    glove="build/quality/word-vectors.txt",
    score_where="clean=1",
    labeller="label_tier",
    teacher="build/quality/teacher.csv.gz",
    data_note="The texts it learnt from were gathered from public catalogues and stay outside this repository; most of"
    " their sources state no licence, and the terms of IMDb and TMDB apply to them.",
    network=replace(LARGE, word_gain=2.0, dropout=0.2),
)
