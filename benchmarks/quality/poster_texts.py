"""Where there is text on the test posters, for ``python -m benchmarks.quality.posters``.

    python -m benchmarks.quality.poster_texts

The detector is that of PP-OCRv4 (differentiable binarisation, Liao et al. 2020; Apache-2.0), which comes with the
package rapidocr-onnxruntime. It is no requirement of anything else here: `pip install rapidocr-onnxruntime==1.4.4` in
an environment of its own is enough. No text is read: its corners are kept, in build/posters/texts.json.
"""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.start import ROOT, SHARED_PLOTS, Benchmark, Option

TEXTS = ROOT / "build" / "posters" / "texts.json"
OPTIONS = (Option("threads", 1, 1, "threads of the detector"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, quick=False)
Corners = list[list[list[float]]]  # [texts, 4, x and y], as shares of the width and the height


def corners(detector: Any, path: Path) -> Corners:
    """Every text's four corners."""
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    found, _ = detector.text_det(pixels[:, :, ::-1])
    size = np.array([pixels.shape[1], pixels.shape[0]])
    return [] if found is None else [(np.asarray(text) / size).round(4).tolist() for text in found]


def main(arguments: list[str] | None = None) -> None:
    """Look for text on every poster of a test film."""
    options = BENCHMARK.parse(arguments)
    from rapidocr_onnxruntime import RapidOCR

    detector = RapidOCR(intra_op_num_threads=options.threads, inter_op_num_threads=options.threads)
    folder = SHARED_PLOTS.parent
    with gzip.open(folder / "posters.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        names = [row["poster"] for row in csv.DictReader(stream) if row["split"] == "test"]
    texts = {name: corners(detector, folder / name) for name in names}
    TEXTS.parent.mkdir(parents=True, exist_ok=True)
    TEXTS.write_text(json.dumps(texts), encoding="utf-8")
    print(f"{sum(map(len, texts.values())):,} texts on {len(texts):,} posters, in {TEXTS}")


if __name__ == "__main__":
    main()
