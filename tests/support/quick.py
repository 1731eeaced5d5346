"""Benchmarks in their quick mode, on the tiny model."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from benchmarks import page
from core.model.folder import model_ref
from tests.support.warm import Trainer

FORKED = ("speed.training",)  # off the process that has TensorFlow loaded, since it forks its trainings itself
MAIN = "import sys; from importlib import import_module; import_module(sys.argv[1]).main(sys.argv[2:])"


def run(
    name: str, model: Path, out: Path, trainer: Callable[[], Trainer] | None = None, more: Sequence[str] = ()
) -> None:
    """Run a benchmark, and see that the page that it writes into ``out`` says that it measured nothing. In a thread of
    its own, since tests in a browser leave an event loop in this one. ``trainer()``: what forks it off a process that
    has TensorFlow loaded. ``more``: of its options.
    """
    benchmark = import_module(f"benchmarks.{name}")
    settings = benchmark.BENCHMARK
    arguments = ["--model", str(model)] if settings.of_model else []
    arguments += ["--out", str(out)] if settings.page else []
    arguments = ["--quick", *arguments, *more]
    if name in FORKED:
        command = trainer().command(MAIN, [settings.module, *arguments], out / "said")
        assert command.wait() == 0, command.said
    else:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(benchmark.main, arguments).result()
    if settings.page:
        text = (out / settings.page).read_text(encoding="utf-8")
        assert page.QUICK in text and "|---" in text
        (section,) = page.sections(out)
        assert section.module == settings.module
        assert section.model == model_ref.version_of(model) or not settings.of_model
