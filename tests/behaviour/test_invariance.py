"""Other names, the same genres: who is called what, and where, is no reason for a genre."""

import numpy as np
import pytest

PLOTS = {
    "ranch": "{man} rides into {town} to help {woman} defend her ranch from a cattle baron and his hired outlaws.",
    "house": "{woman} moves into an old house near {town}, where the ghost of a murdered girl screams every night.",
    "starship": "{man} wakes on a starship and finds that the alien he brought aboard has killed the whole crew.",
    "trenches": "{man} and the soldiers of his platoon hold a bridge near {town} against tanks until the war ends.",
    "letters": "{woman} and {man} fall in love through letters, and meet in {town} a week before her wedding.",
    "heist": "{man} and his gang rob a bank in {town}, and detective {woman} of the police hunts them.",
    "boxer": "{man}, a boxer from {town}, trains with his old coach for the championship fight of his life.",
    "fishing": "The film follows {woman}, a scientist from {town}, in interviews about the fishing that empties"
    " the seas.",
    "dragon": "{woman}, a young princess, and the wizard {man} travel through a magic kingdom to wake a dragon.",
    "ring": "{man} loses his best friend's wedding ring at a wild bachelor party in {town} and wakes up with a llama.",
    "killer": "{woman}, a detective, finds that the killer she hunts in {town} leaves a poem beside each victim.",
    "band": "{man} leaves {town} with his guitar, starts a rock band and sings his songs on the stages of the country.",
}
NAMES = [
    {"man": "Daniel", "woman": "Laura", "town": "Bristol"},
    {"man": "Emeka", "woman": "Adaeze", "town": "Enugu"},
    {"man": "Rajesh", "woman": "Priya", "town": "Jaipur"},
    {"man": "Lukas", "woman": "Greta", "town": "Leipzig"},
    {"man": "Kenji", "woman": "Yumi", "town": "Nagoya"},
    {"man": "Mateo", "woman": "Camila", "town": "Rosario"},
]
LEADING = {
    **{"ranch": {"Western"}, "house": {"Horror"}, "starship": {"Sci-Fi"}, "trenches": {"War"}, "letters": {"Romance"}},
    **{
        "heist": {"Crime", "Action"},
        "boxer": {"Sport", "Drama"},
        "fishing": {"Documentary"},
        "ring": {"Comedy"},
        "band": {"Music"},
    },
    **{"dragon": {"Adventure", "Animation"}, "killer": {"Crime", "Mystery", "Drama"}},  # as good as equal there
}
# Measured with the shipped model: the film about fishing moves most (.51 to .85), the boxer least (.88 to .91). Indian
# names move films most: the heist in Jaipur is Action (.75) before Crime (.60), those elsewhere are Crime (.85 to .91).
LARGEST_MOVE, MEAN_MOVE = 0.36, 0.17
SAME_GENRES = 0.75  # of the genres predicted under two sets of names, how many are in both; .79 measured


def answers(shipped, plot):
    """Probabilities [names, genres]."""
    return shipped.predict_proba([PLOTS[plot].format(**names) for names in NAMES])


@pytest.mark.parametrize("plot", PLOTS)
def test_the_leading_genre_stays(shipped, plot):
    leading = {shipped.classes_[column] for column in answers(shipped, plot).argmax(axis=1)}
    assert leading <= LEADING[plot]


def test_its_probability_stays_near(shipped):
    moves = {}
    for plot in PLOTS:
        probabilities = answers(shipped, plot)
        moves[plot] = np.ptp(probabilities[:, probabilities.mean(axis=0).argmax()])
    assert max(moves.values()) < LARGEST_MOVE, moves
    assert np.mean(list(moves.values())) < MEAN_MOVE, moves


def test_most_predicted_genres_stay(shipped):
    shares = []
    for plot in PLOTS:
        chosen = answers(shipped, plot) >= shipped.thresholds_
        for first in range(len(NAMES)):
            for second in range(first):
                either = (chosen[first] | chosen[second]).sum()
                shares.append((chosen[first] & chosen[second]).sum() / either if either else 1.0)
    assert np.mean(shares) > SAME_GENRES
