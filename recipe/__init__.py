"""How models/default was made, from the films of ../shared/data. Three steps, from the root of the repository:

1. ``python -m recipe.teacher``: a fine-tuned MiniLM answers the training plots and pieces of them (recipe.pieces) and
   leaves build/quality/teacher.csv.gz, and word vectors (recipe.word_vectors).
2. The network learns from both: ``python -m train --data ../shared/data/plots.csv.gz --epochs 5 --batch-size 128
   --min-films 300 --glove build/quality/word-vectors.txt --score-where clean=1 --labeller label_tier
   --teacher build/quality/teacher.csv.gz --word-gain 8 --out models/default``.
3. ``python -m recipe.ship``: the figures of a TF-IDF baseline on the same films (recipe.baseline) go on its card.

The first step needs the packages of ``make teacher`` and, on two cores, hours; it goes on where it was interrupted.
"""
