"""Every benchmark with a quick mode runs through in it, and leaves a page that says it measured nothing."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest

from benchmarks import page

SECONDS = (
    "tables.lists",
    "tables.doors",
    "tables.reading",
    "reading.familiarity",
    "reading.lengths",
    "reading.drift",
    "quality.table",
    "quality.promise",
    "explain.faithfulness",
    "explain.film_map",
)
SLOW = (
    "load.doors",
    "quality.leak",
    "load.readers",
    "load.memory",
    "tag.ray_engine",
    "tag.again",
    "speed.training",
    "speed.bench",
)
TRAINS = ("load.memory",)  # in processes that the app would start
FORKED = ("speed.training",)  # off the process that has TensorFlow loaded, since it forks its trainings itself
MAIN = "import sys; from importlib import import_module; import_module(sys.argv[1]).main(sys.argv[2:])"
PARTS = {
    "speed.bench": ("--parts", "reading", "--fresh"),  # the others need packages of `make bench`, or a browser
    "explain.faithfulness": ("--fresh",),
}


def run(name, tiny_model, tmp_path, trainer):
    """Run a benchmark on the tiny model; returns what it wrote. In a thread of its own, since tests in a browser leave
    an event loop in this one. ``trainer()``: what forks one off a process that has TensorFlow loaded.
    """
    benchmark = import_module(f"benchmarks.{name}")
    settings = benchmark.BENCHMARK
    arguments = ["--model", str(tiny_model)] if settings.of_model else []
    arguments += ["--out", str(tmp_path)] if settings.page else []
    arguments = ["--quick", *arguments, *PARTS.get(name, ())]
    if name in FORKED:
        command = trainer().command(MAIN, [settings.module, *arguments], tmp_path / "said")
        assert command.wait() == 0, command.said
    else:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(benchmark.main, arguments).result()
    return (tmp_path / settings.page).read_text(encoding="utf-8") if settings.page.endswith(".md") else ""


@pytest.mark.parametrize(
    "name",
    [*SECONDS, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)],
)
def test_it_runs_through(name, tiny_model, tiny, tmp_path, request):
    if name in TRAINS:
        request.getfixturevalue("forked_trainings")
    text = run(name, tiny_model, tmp_path, lambda: request.getfixturevalue("trainer"))
    settings = import_module(f"benchmarks.{name}").BENCHMARK
    if settings.page:
        assert page.QUICK in text and "|---" in text
        (section,) = page.sections(tmp_path)
        assert section.module == settings.module
        assert section.model == tiny.version or not settings.of_model
