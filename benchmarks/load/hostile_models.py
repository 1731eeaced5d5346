"""The worst texts, model folders, runs and word vectors that we know, and the doors that take them: for
benchmarks.load.doors.
"""

import shutil
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from benchmarks.load import bombs
from benchmarks.load.bombs import Inputs
from benchmarks.start import SHIPPED


def _model(folder: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, folder / "model"))


def one_cell_in_every_row(folder: Path) -> None:
    """A words.parquet of a million rows in which one text of 7 KB stands again and again."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from core.model.folder import untrusted, writer

    model = _model(folder)
    rows = untrusted.MOST_WORDS
    columns = {}
    for name, kind in untrusted.WORDS.items():
        text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 7_000])
        columns[name] = text if kind is str else pa.array([1] * rows, pa.int64() if kind == "int64" else pa.float64())
    pq.write_table(pa.table(columns), model / "words.parquet")
    writer.write_checksums(model)


def words(folder: Path, *looks: object) -> object:
    """The words that a model's genres are moved by."""
    from core.model.folder import artifact

    return artifact.load(folder / "model").words()


def open_words(folder: Path) -> object:
    """The same of the shipped model."""
    from core.model.folder import artifact

    return artifact.load(SHIPPED).words()


def _explained(plot: str) -> object:
    from core.explanations import explain
    from core.model.classifier import GenreClassifier

    return explain(GenreClassifier.load(SHIPPED), plot)


def typed(folder: Path, *looks: object) -> object:
    """A plot of 10.8 MB, as it is typed or pasted on Predict."""
    from core.text import LONGEST_TEXT

    return _explained(("A ghost haunts an old house. " * 370_000)[:LONGEST_TEXT])


def a_plot(folder: Path) -> object:
    """A plot of usual length, explained."""
    return _explained("A ghost haunts an old house. " * 10)


def long_progress(folder: Path) -> None:
    """A run whose progress file has a million steps."""
    from train.config import TrainConfig
    from train.runs import run_folder

    run = run_folder.create(TrainConfig(), folder)
    line = '{"event": "step", "seconds": %d.5, "step": %d, "loss": 0.5, "words_per_second": 900}\n'
    with (run.folder / "progress.jsonl").open("w") as stream:
        stream.write('{"event": "phase", "seconds": 0.0, "name": "training", "total_steps": 1000000}\n')
        stream.writelines(line % (n // 10, n) for n in range(1, 1_000_001))


def curves(folder: Path, *looks: object) -> object:
    """The curves of every run."""
    from train.runs import control

    return control.curves(models=folder)


def no_curves(folder: Path) -> object:
    """The curves of no run."""
    from train.runs import control

    return control.curves(models=folder / "none")


def _zeros(path: Path, *members: str) -> None:
    """A compressed archive whose arrays say that they are gigabytes, of zeros."""
    header = b"\x93NUMPY\x02\x00" + (900_000_000).to_bytes(4, "little")
    zeros = bombs.repeated(header, bytes(1_000_000), 900)
    bombs.zip_file(path, {f"{member}.npy": zeros for member in members})


def evaluation(folder: Path) -> None:
    """An evaluation.npz of zeros."""
    from core.model.folder import writer

    _zeros(_model(folder) / "evaluation.npz", "y_true", "y_score")
    writer.write_checksums(folder / "model")


def evaluated(folder: Path, *looks: object) -> object:
    """The results of the test films."""
    from core.model.folder import artifact

    return artifact.load(folder / "model").evaluation()


def open_model(folder: Path) -> object:
    """The shipped model, opened."""
    from core.model.classifier import GenreClassifier

    return GenreClassifier.load(SHIPPED)


def opened(path: Path, *looks: object) -> object:
    """A model, opened."""
    from core.model.classifier import GenreClassifier

    return GenreClassifier.load(path)


def model_files() -> Inputs:
    """A model folder for each of the small files that are read when it is opened, with 90 MB of it."""
    from core.model.folder import writer

    def with_text(name: str, text: Callable[[], str]) -> Callable[[Path], object]:
        def write(model: Path) -> None:
            shutil.copytree(SHIPPED, model)
            (model / name).write_text(text())
            writer.write_checksums(model)

        return write

    def familiarity(model: Path) -> None:
        shutil.copytree(SHIPPED, model)
        _zeros(model / "familiarity.npz", "words", "pairs", "kinds", "orders", "rather_plots", "lengths", "scores")
        writer.write_checksums(model)

    return {
        "card": with_text("card.json", lambda: "[" * 10 + ",".join(["[]"] * 30_000_000)),
        "config": with_text(
            "config.json", lambda: '{"network":{' + ",".join(f'"k{place}":[]' for place in range(5_000_000)) + "}}"
        ),
        "vocabulary": with_text("vocabulary.txt", lambda: "a\n" * 45_000_000),
        "familiarity": familiarity,
    }


def history(folder: Path) -> None:
    """A README.md of headings and a history.csv of columns."""
    from core.model.folder import writer

    model = _model(folder)
    (model / "history.csv").write_text(",".join(["loss"] * 5_000_000) + "\n")
    (model / "README.md").write_text("# a\n" * 20_000_000)
    writer.write_checksums(model)


def study_files(folder: Path, *looks: object) -> object:
    """What the About page and the run table read of a model."""
    from core.errors import ArtifactError
    from core.model.folder import artifact

    model = artifact.load(folder / "model")
    try:
        _ = model.readme
    except ArtifactError:
        return model.history
    return None


def long_epochs(folder: Path) -> None:
    """A run whose progress file has a million epochs, and a run whose small files are large."""
    from train.config import TrainConfig
    from train.runs import run_folder

    run = run_folder.create(TrainConfig(), folder)
    line = '{"event": "epoch", "seconds": 1.5, "epoch": %d, "step": %d, "loss": 0.5, "val_loss": 0.4, "val_map": 0.3}\n'
    with (run.folder / "progress.jsonl").open("w") as stream:
        stream.writelines(line % (n, n) for n in range(1, 500_001))
    other, brackets = run_folder.create(TrainConfig(), folder), "[" + ",".join(["[]"] * 20_000_000)
    for name in ("status.json", "queued.json", "config.json", "out.txt"):
        (other.folder / name).write_text(brackets)


def runs(folder: Path, *looks: object) -> object:
    """The list of runs, their states and curves."""
    from train.runs import control

    control.curves(models=folder)
    return [run.status for run in control.listed(models=folder)], control.damaged(models=folder)


def estimated(path: Path, *looks: object) -> object:
    """The time that a training on a table would take, as the page says it."""
    from dashboard.state.cache.films.tables import MOST_CELLS
    from dashboard.state.cache.give_back import give_back
    from train.config import TrainConfig
    from train.runs import control

    try:
        return f"{control.estimate(TrainConfig(data=str(path)), path.parent, MOST_CELLS):,.0f} s"
    finally:
        give_back()


def a_table(folder: Path) -> object:
    """The same for a small table."""
    path = folder.with_name("good.csv")
    path.write_text("plot,genres\n" + "A ghost haunts a house.,Horror\n" * 40)
    return estimated(path)


def vectors(folder: Path) -> None:
    """Word vectors of 40,000 numbers each, packed into a megabyte."""
    numbers = b" 0" * 40_000 + b"\n"
    lines = chain.from_iterable((f"word{place}".encode(), numbers) for place in range(5_000))
    bombs.zip_file(folder / "glove.40000d.zip", {"glove.40000d.txt": bombs.joined(lines)})


def embedded(folder: Path, *looks: object) -> object:
    """The vectors of a vocabulary."""
    from core.model.network import vectors
    from core.text import PADDING, UNKNOWN, Vocabulary

    words = Vocabulary((PADDING, UNKNOWN, *(f"word{place}" for place in range(5_000))))
    return vectors.embed(words, folder / "glove.40000d.zip")
