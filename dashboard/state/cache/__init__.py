"""Every cache of the app, by what is kept. Whatever depends on a model is keyed by its ModelRef: nothing goes stale.

What only some pages need and takes long to load (SciPy, scikit-learn, SHAP) is imported where it is used.
"""

DAY = 24 * 3600  # seconds
