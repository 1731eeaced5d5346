"""Plots that name a genre, and so tell a model what it should learn to see."""

import pandas as pd

from data.quality.describe import genre_counts

_NAMES = {
    "Action": "action",
    "Adventure": "adventures?",
    "Animation": "animations?|animated",
    "Biography": "biograph(?:y|ies|ical)|biopic",
    "Comedy": "comed(?:y|ies)",
    "Crime": "crimes?",
    "Documentary": "documentar(?:y|ies)",
    "Drama": "dramas?",
    "Family": "famil(?:y|ies)",
    "Fantasy": "fantas(?:y|ies)",
    "Film-Noir": "film[- ]noir|noir",
    "History": "histor(?:y|ies)",
    "Horror": "horrors?",
    "Music": "music",
    "Musical": "musicals?",
    "Mystery": "myster(?:y|ies)",
    "News": "news",
    "Romance": "romances?",
    "Sci-Fi": "sci-?fi|science[- ]fiction",
    "Short": "shorts?",
    "Sport": "sports?",
    "Thriller": "thrillers?",
    "War": "wars?",
    "Western": "westerns?",
}


def name_a_genre(frame: pd.DataFrame) -> pd.DataFrame:
    """Plots that name a genre: columns genre, plots, own (plots of that genre that do), share (of its films).

    Only genres of the table that some plot names.
    """
    films = dict(genre_counts(frame)[["genre", "films"]].to_numpy().tolist())
    patterns = {genre: pattern for genre, pattern in _NAMES.items() if genre in films}
    lower = frame["plot"].str.lower()
    # One pass for all genres leaves few plots for a pass a genre.
    some = lower.str.contains(rf"\b(?:{'|'.join(patterns.values())})\b", regex=True)
    lower, genres = lower[some], frame.loc[some, "genres"].str.split("|")
    rows = []
    for genre, pattern in patterns.items():
        names = lower.str.contains(rf"\b(?:{pattern})\b", regex=True)
        if names.any():
            own = sum(genre in mine for mine in genres[names])
            rows.append((genre, int(names.sum()), own, own / films[genre]))
    table = pd.DataFrame(rows, columns=["genre", "plots", "own", "share"])
    return table.sort_values("plots", ascending=False, ignore_index=True)
