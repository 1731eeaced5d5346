"""python -m recipe.answers: join the teacher's answers with the texts of ../shared/data.

Writes build/quality/teacher.csv.gz (probabilities) and build/quality/word-vectors.txt, which a model learns from. The
answers are in recipe/answers, so the teacher itself need not be trained. Takes a minute.
"""

import argparse

import numpy as np

from recipe import films, texts, word_vectors
from recipe.answers import stored
from recipe.films import TEACHER, VECTORS


def main(arguments: list[str] | None = None) -> None:
    """Write both files, and say how many texts have an answer."""
    as_it_is = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m recipe.answers", description=__doc__, formatter_class=as_it_is)
    parser.parse_args(arguments)
    shipped = films.shipped()
    answerable = texts.answerable(shipped)
    plots: list[str] = []
    log_odds, genres = [], shipped.genres
    for name in texts.NAMES:
        answered, values, columns = stored.load(stored.FOLDER, name, answerable[name])
        assert columns == genres, f"{name}.npz has other genres"
        plots += answered
        log_odds.append(values)
        print(f"{name}: {len(answered):,} of {len(answerable[name]):,} texts have an answer")
    stored.write_table(TEACHER, plots, genres, np.concatenate(log_odds))
    vocabulary = word_vectors.vocabulary(texts.spelt(shipped))
    words = list(vocabulary.words[2:])
    answered, own, _ = stored.load(stored.FOLDER, stored.WORDS, words)
    assert answered == words, "a word lacks its vector"
    word_vectors.write(VECTORS, vocabulary, own)
    print(f"{len(words):,} words\n{TEACHER}\n{VECTORS}")


if __name__ == "__main__":
    main()
