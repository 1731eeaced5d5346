"""Which versions of the packages a model was trained with, and which run here."""

import platform
from collections.abc import Mapping
from importlib import metadata

import pandas as pd
import streamlit as st

SERVING = ("python", "streamlit", "onnxruntime", "numpy", "pandas", "scikit-learn", "shap", "plotly")


def show(trained: Mapping[str, str]) -> None:
    """A row a package; ``trained``: package -> version, from the model's card."""
    names = sorted({*trained, *SERVING})
    st.caption("Package versions: those the model in use was trained with, and those that run it on this machine.")
    table = pd.DataFrame(
        {
            "package": names,
            "trained with": [trained.get(name, "not recorded") for name in names],
            "runs here": [_installed(name) for name in names],
        }
    )
    st.dataframe(table, hide_index=True, width="content", key="versions")


def _installed(package: str) -> str:
    if package == "python":
        return platform.python_version()
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
