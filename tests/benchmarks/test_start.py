"""Every benchmark starts the same way, and the commands that the pages quote are commands that run."""

import runpy
import shlex
import sys
from importlib import import_module
from pathlib import Path

import pytest

import benchmarks.__main__ as overview
from benchmarks import page
from benchmarks.start import DOCS, QUICK, ROOT, SHIPPED, Benchmark, Option

OPTIONS = (Option("plots", 500, 3, "plots"), Option("seconds", [60.0, 0.5], [1.0], "how long"))
TOY = Benchmark("benchmarks.toy.toy", "A toy.", OPTIONS, page="toy.md", of_model=True)


def commands(room):
    """The modules of a room that are started by ``python -m``."""
    for path in sorted((ROOT / room).rglob("*.py")):
        if '__name__ == "__main__"' in path.read_text(encoding="utf-8") and path.stem != "__main__":
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


BENCHMARKS = [name for name in commands("benchmarks") if name != "benchmarks.speed.rivals"]  # a process of make bench
OTHERS = ["benchmarks.speed.rivals", "benchmarks", "recipe.answers", "recipe.ship"]


@pytest.mark.parametrize("module", [*BENCHMARKS, *OTHERS])
def test_it_starts_and_says_what_it_does(module, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [module, "--help"])
    started = f"{module}.__main__" if module in ("benchmarks", "recipe.answers") else module
    monkeypatch.delitem(sys.modules, started, raising=False)  # as it would be in a new process
    with pytest.raises(SystemExit) as end:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m {module} ")


@pytest.mark.parametrize("module", BENCHMARKS)
def test_it_says_its_own_command(module):
    assert f"python -m {module}" in import_module(module).__doc__


def test_there_is_a_benchmark_for_every_subject():
    folders = {path.parent.name for path in (ROOT / "benchmarks").glob("*/__init__.py")}
    assert {name.split(".")[1] for name in BENCHMARKS} == folders


def test_options_have_a_value_for_a_measurement_and_one_for_a_quick_look():
    full, quick = TOY.parse([]), TOY.parse(["--quick"])
    assert (full.plots, full.seconds, full.page, full.model) == (500, [60.0, 0.5], DOCS / "toy.md", SHIPPED)
    assert (quick.plots, quick.seconds, quick.page) == (3, [1.0], QUICK / "toy.md")
    assert full.command == "python -m benchmarks.toy.toy --plots 500 --seconds 60 0.5"


def test_what_is_typed_wins_and_the_command_repeats_it(tmp_path):
    typed = TOY.parse(["--quick", "--plots", "7", "--out", str(tmp_path)])
    assert (typed.plots, typed.seconds, typed.page) == (7, [1.0], tmp_path / "toy.md")
    again = TOY.parse(shlex.split(typed.command)[3:])
    assert (again.plots, again.seconds, again.quick) == (7, [1.0], True)


@pytest.mark.parametrize("section", [*page.sections(DOCS)], ids=lambda section: section.command)
def test_the_pages_quote_commands_that_run(section, capsys):
    assert section.module in BENCHMARKS
    module = import_module(section.module)
    assert module.BENCHMARK.page == section.page.name
    with pytest.raises(SystemExit):
        module.main([*shlex.split(section.command)[3:], "--no-such-option"])
    assert capsys.readouterr().err.endswith("error: unrecognized arguments: --no-such-option\n")


def test_no_benchmark_lacks_its_section():
    written = {section.module for section in page.sections(DOCS)}
    assert written == {name for name in BENCHMARKS if import_module(name).BENCHMARK.page.endswith(".md")}


def test_remeasuring_takes_the_sections_that_quote_another_model(monkeypatch, capsys):
    one = page.Section(Path("load.md"), "benchmarks.load.readers", "python -m benchmarks.load.readers", "0" * 12, "")
    other = page.Section(Path("data.md"), "benchmarks.quality.leak", "python -m benchmarks.quality.leak", "", "")
    started = []
    monkeypatch.setattr(overview, "sections", lambda folder: [one, other])
    monkeypatch.setattr(overview.subprocess, "run", lambda command, cwd: started.append(command[1:]) or Failed)
    assert overview.main([]) == 0 and started == []
    assert "not the shipped model" in capsys.readouterr().out
    assert overview.main(["--remeasure", "tag"]) == 0 and started == []
    assert overview.main(["--remeasure", "load"]) == 1, "one command failed"
    assert started == [["-m", "benchmarks.load.readers"]]


class Failed:
    """What a command that failed returns."""

    returncode = 1
