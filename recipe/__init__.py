"""How models/default is made, from the films of ../shared/data. Four steps, from the root of the repository:

1. ``python -m recipe.teacher``: two generations of a fine-tuned all-mpnet-base-v2 answer the training plots, pieces of
   them and the words. Optional: their answers are in recipe/answers, by the hash of each text.
2. ``python -m recipe.answers``, or ``make teacher``: those answers beside their texts, as build/quality/teacher.csv.gz
   and build/quality/word-vectors.txt (recipe.word_vectors).
3. ``python -m recipe.student`` learns from both and writes models/default, with the settings of recipe.settings: two
   and a half minutes with CUDA. ``python -m train`` can do the same without PyTorch, in hours.
4. ``python -m recipe.ship``: the figures of a TF-IDF baseline on the same films (recipe.baseline) go on its card.

Steps 1 and 3 need the packages of benchmarks/requirements-quality.txt. An interrupted fine-tuning of the teacher
continues where it stopped. docs/experiments.md says what was tried (23 and 36 to 56).
"""
