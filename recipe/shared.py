"""Where the data is that is developed on: ../shared/data beside the checkout, or below GENRELENS_SHARED."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("GENRELENS_SHARED", Path(__file__).parents[2] / "shared")) / "data"
