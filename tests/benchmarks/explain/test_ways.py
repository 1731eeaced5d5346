"""The benchmark of the explanations: what it writes down, and that a run that was cut short goes on."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import page
from benchmarks.explain import faithfulness, report, ways
from benchmarks.explain.faithfulness import plots
from benchmarks.explain.ledger import Ledger
from benchmarks.explain.library_explainers import on_words
from core.text import tokenize

ROOT = Path(__file__).resolve().parents[3]


def test_a_run_goes_on_where_it_stopped(tiny, tmp_path):
    films = plots(str(ROOT / "data" / "open_plots" / "plots.csv"), count=3)
    assert len(films) == 3
    methods = {"guided": ("guided", "probability"), "occlusion": ("occlusion", "probability")}
    ledger = Ledger(tmp_path / "kept.jsonl")
    first = list(ways.measure(tiny, films.iloc[:2], 0, ledger, methods))
    lines = (tmp_path / "kept.jsonl").read_text().splitlines()
    again = list(ways.measure(tiny, films, 0, Ledger(tmp_path / "kept.jsonl"), methods))
    assert again[: len(first)] == first
    assert (tmp_path / "kept.jsonl").read_text().splitlines()[: len(lines)] == lines
    assert len(again) == 3 * 4
    printed = "\n".join(report.table(pd.DataFrame(again)))
    assert "| guided (default) | 3 |" in printed
    assert "best order found" in printed
    best = np.mean([row["comprehensiveness"] for row in again if row["way"] == ways.BEST])
    assert all(np.mean([r["comprehensiveness"] for r in again if r["way"] == way]) <= best + 1e-9 for way in methods)
    assert all(film not in "\n".join(lines) for film in films["plot"])


def test_values_of_a_librarys_tokens_fall_on_our_words():
    text = "don't go"
    spans = [(token.start, token.end) for token in tokenize(text)]
    assert [text[a:b] for a, b in spans] == ["do", "n't", "go"]
    found = on_words([(0, 3, 0.5), (4, 5, 0.25), (6, 8, -1.0)], spans)
    np.testing.assert_allclose(found, [0.5, 0.75, -1.0])


def test_some_ways_have_a_section_of_their_own(tiny_model, tiny, tmp_path):
    (tmp_path / "explaining.md").write_text("before\n")
    arguments = ["--quick", "--model", str(tiny_model), "--out", str(tmp_path), "--ways", "attention", "max_pooling"]
    faithfulness.main(arguments)
    text = (tmp_path / "explaining.md").read_text()
    (section,) = page.sections(tmp_path)
    assert section.command.endswith("--ways attention max_pooling") and section.model == tiny.version
    assert text.startswith("before\n") and "| attention | 2 |" in text and "| max_pooling | 2 |" in text
    assert "| guided (default) | 2 |" in text and "shap" not in text
