"""The explanation of one genre of one plot, on every page that shows one. A panel takes an ``Explained``, no more."""
