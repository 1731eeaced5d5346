"""The lines under a text that is read along."""

import json

from core.explanations.read_along import read_along
from core.text import tokenize
from dashboard.charts import lines
from tests.core.explanations.test_read_along import haunted


def test_pieces_are_the_text_and_every_line_has_a_point_before_and_after_each_step():
    text = "🎬 The ghost — a wedding… 🚀"
    drawn = lines.data(read_along(haunted, text, tokenize(text), ["Horror", "Drama"]), ["Drama", "Horror"])
    assert "".join(drawn["pieces"]) == text
    assert drawn["pieces"][1::2] == ["The", "ghost", "a", "wedding"]
    assert [line["genre"] for line in drawn["lines"]] == ["Drama", "Horror"]
    assert drawn["lines"][1]["values"] == [0.12, 0.12, 0.48, 0.47, 0.38]
    assert json.loads(json.dumps(drawn)) == drawn


def test_lines_differ_in_more_than_colour():
    along = read_along(haunted, "ghost", tokenize("ghost"), ["Horror", "Drama"])
    dashes = [line["dash"] for line in lines.data(along, ["Horror", "Drama", "Horror", "Drama", "Horror"])["lines"]]
    assert len(set(dashes)) == 5
