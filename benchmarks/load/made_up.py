"""Plots that nobody has seen: pieces put together under a seed, with names of their own, so that none is cached."""

import random

SYLLABLES = "bar den fol gre hol kar lin mor nes pel quin ros sten tor ul vack wil zan".split()
OPENINGS = (
    "{a}, a retired detective, finds a letter that {b} wrote on the night of the murder.",
    "On a freighter near Saturn, {a} wakes from cryosleep and hears {b} calling from the flooded engine room.",
    "{a} plans the wedding of {b}, who has been in love with somebody else since school.",
    "Sheriff {a} rides into a mining town that the outlaw {b} has sworn to burn.",
    "{a} and {b} inherit a house whose cellar is locked from the inside.",
    "In the last winter of the war, {a} hides the pianist {b} behind a bakery.",
    "A talking badger called {a} leaves the forest to look for the cub {b}.",
    "The boxer {a} trains in secret while {b} sells the gym.",
)
TURNS = (
    "A blizzard closes the road, and the radio speaks of a killer.",
    "The bank calls in the loan, and the band loses its singer.",
    "Something has learned to imitate the voices of the dead.",
    "Their mothers quarrel over the seating, the cake and the priest.",
    "A witness is bribed, the jury is tired, and the trial begins tomorrow.",
    "A map, a curse and a plane without fuel lead them into the jungle.",
    "The soldiers search every house on the square.",
    "Nobody believes the child who saw the spaceship land.",
)
ENDINGS = (
    "{b} must choose before {a} opens the door.",
    "At dawn only {a} walks out of the fog.",
    "In the end {a} sings, and {b} laughs for the first time.",
    "{a} forgives {b}, too late for both of them.",
)


def plot(seed: str) -> str:
    """One plot; another seed gives another plot."""
    rng = random.Random(seed)
    names = {key: "".join(rng.sample(SYLLABLES, 4)).capitalize() for key in "ab"}
    sentences = [rng.choice(OPENINGS), *rng.sample(TURNS, rng.randint(1, 4)), rng.choice(ENDINGS)]
    return " ".join(sentences).format(**names)
