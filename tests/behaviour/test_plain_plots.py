"""Ten plots that anyone gets right. They were written before the model had answered any of them, and none was replaced.

All ten genres are predicted. Nine come first; the wizard's Fantasy comes third, behind Animation and Adventure.
"""

import pytest

PLOTS = {
    "Western": "A retired gunslinger rides into a frontier town to help a widow defend her ranch from a cattle baron"
    " and his hired outlaws. At dawn he faces them alone in the dusty street.",
    "Horror": "Five students spend a night in an abandoned asylum. One by one they are possessed by the vengeful ghost"
    " of a nurse, and the doors will not open until morning.",
    "Sci-Fi": "In 2190 the crew of a starship wakes from hypersleep near an unknown planet, where an alien intelligence"
    " has taken control of the ship's android.",
    "War": "In the winter of 1944 a platoon of young American soldiers holds a village in the Ardennes against German"
    " tanks, waiting for reinforcements that do not come.",
    "Romance": "Two strangers meet on a night train to Paris, fall in love and promise to find each other again in a"
    " year. Both are about to marry someone else.",
    "Crime": "A gang of thieves plans to rob a casino owned by a mafia boss, while a corrupt police detective demands"
    " his share of the loot.",
    "Sport": "An aging boxer gets one last chance at the heavyweight title and asks his old coach to train him for the"
    " fight of his life.",
    "Documentary": "Through interviews and archive footage, this film examines how industrial fishing has emptied the"
    " oceans, and speaks to the scientists and activists who fight to protect them.",
    "Fantasy": "A young wizard and a dwarf carry an enchanted sword through the kingdom of the elves to break the curse"
    " of a dragon.",
    "Comedy": "Three best friends lose the groom's wedding ring at a wild bachelor party in Las Vegas. With terrible"
    " hangovers and a stolen llama they have four hours to find it before the bride's mother finds out.",
}


BEHIND_OTHERS = {"Fantasy"}


@pytest.mark.parametrize("genre", PLOTS)
def test_the_genre_is_predicted_and_first(shipped, genre):
    (probabilities,) = shipped.predict_proba([PLOTS[genre]])
    column = list(shipped.classes_).index(genre)
    assert probabilities[column] >= shipped.thresholds_[column]
    assert shipped.classes_[probabilities.argmax()] == genre or genre in BEHIND_OTHERS
