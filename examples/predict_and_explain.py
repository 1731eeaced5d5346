"""Genres of a plot, the words behind one of them, and how faithful that explanation is.

python -m examples.predict_and_explain ["A plot of your own."] [GENRE]
"""

import sys

from core import GenreClassifier, explain
from core.explanations.faithfulness import deletion

PLOT = "Two rival chefs fall in love while competing for the same restaurant."


def main(plot: str = PLOT, genre: str = "Romance") -> None:
    """Print the genres of ``plot``, the words that move ``genre``, and what deleting them does."""
    classifier = GenreClassifier.load()
    probabilities = dict(zip(classifier.classes_, classifier.predict_proba([plot])[0], strict=True))
    for name in classifier.predict([plot])[0]:
        print(f"{name}: {probabilities[name]:.0%}")

    explanation = explain(classifier, plot)
    for word in explanation.top_words(genre, 5):
        print(f"{word.value:+.3f}  {word.word}")

    test = deletion(classifier.predict_proba, explanation, genre, k=3)
    print(f"{genre} falls from {test.before:.0%} to {test.after:.0%} without its {test.words} strongest words,")
    print(f"and to {test.random:.0%} without as many random ones.")


if __name__ == "__main__":
    main(*sys.argv[1:])
