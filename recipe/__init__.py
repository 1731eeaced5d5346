"""How models/default is made, from the films of ../shared/data. Four steps, from the root of the repository:

1. ``python -m recipe.teacher``: two generations of a fine-tuned all-mpnet-base-v2 answer the training plots, pieces of
   them and the words. Optional: their answers are in recipe/answers, by the hash of each text.
2. ``python -m recipe.answers``, or ``make teacher``: those answers beside their texts, as build/quality/teacher.csv.gz
   and build/quality/word-vectors.txt (recipe.word_vectors).
3. The network learns from both: ``python -m train --data ../shared/data/plots.csv.gz --epochs 5 --batch-size 128
   --min-films 300 --glove build/quality/word-vectors.txt --score-where clean=1 --labeller label_tier
   --teacher build/quality/teacher.csv.gz --word-gain 8 --out models/default``.
4. ``python -m recipe.ship``: the figures of a TF-IDF baseline on the same films (recipe.baseline) go on its card.

The first step needs the packages of benchmarks/requirements-quality.txt, and minutes with CUDA or hours on two cores.
An interrupted fine-tuning goes on where it stopped.

The model that is in models/default now was trained with these settings, but its teacher was an earlier one: a
fine-tuned MiniLM-L6, whose recipe is in the history of this repository. docs/experiments.md has both teachers (23 and
44). Until the model is trained again, its figures are those that it learnt from the earlier teacher.
"""
