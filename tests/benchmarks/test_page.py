"""What benchmarks write into pages: their own section and nothing else, with what was measured and how."""

import re

from benchmarks import page
from benchmarks.start import Benchmark, Option

TOY = Benchmark("benchmarks.toy.toy", "A toy.", (Option("plots", 500, 3, "plots"),), page="toy.md", of_model=True)
SECTION = "python -m benchmarks.toy.toy"


def test_a_section_is_replaced_and_the_rest_of_the_page_stays(tmp_path):
    file = tmp_path / "toy.md"
    begin, end = page.marks(SECTION)
    file.write_text(f"# Toy\n\n{begin}\nold\n{end}\n\nAfter.\n", encoding="utf-8")
    for _ in range(2):
        page.write(file, SECTION, ["| new |"])
    assert file.read_text(encoding="utf-8") == f"# Toy\n\n{begin}\n\n| new |\n\n{end}\n\nAfter.\n"


def test_sections_of_one_page_leave_each_other_alone(tmp_path):
    file = tmp_path / "new" / "toy.md"
    page.write(file, f"{SECTION} --table a", ["A"])
    page.write(file, f"{SECTION} --table ab", ["B"])
    page.write(file, f"{SECTION} --table a", ["C"])
    text = file.read_text(encoding="utf-8")
    assert "A" not in text.replace("--table", "") and text.index("C") < text.index("B")
    assert [section.command for section in page.sections(file.parent)] == [
        f"{SECTION} --table {x}" for x in ("a", "ab")
    ]


def test_what_was_measured_can_be_read_back(tmp_path):
    about = page.measured(TOY.parse(["--plots", "5"]), "0123456789ab", ("numpy", "a-package-that-is-missing"))
    assert "numpy 2" in about and "missing" not in about
    page.write(tmp_path / "toy.md", SECTION, [about])
    (section,) = page.sections(tmp_path)
    assert (section.module, section.command) == ("benchmarks.toy.toy", f"{SECTION} --plots 5")
    assert section.model == "0123456789ab" and re.fullmatch(r"\d{4}-\d\d-\d\d", section.date)


def test_a_quick_look_says_that_it_measures_nothing():
    assert "measures nothing" in page.measured(TOY.parse(["--quick"]))
    assert "measures nothing" not in page.measured(TOY.parse([]))


def test_tables_align_numbers_to_the_right():
    assert page.table(("what", "s:"), [("a", 1)]) == ["| what | s |", "|---|---:|", "| a | 1 |"]
