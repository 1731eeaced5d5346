"""Tag a catalogue on Ray Data: an actor a processor, each with an ONNX session of its own. Ray is imported only here.

The model travels through Ray's object store and the code as a package of the job, so workers need neither. They need
what requirements-ray.txt, or the extra `ray`, installs, and the inputs and results under the same paths as here.
"""

import glob
import logging
import os
import socket
import tempfile
import warnings
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from ...errors import EngineError, TableError
from ...extras import needs
from ...model.classifier import GenreClassifier
from ...model.folder.layout import LAYOUT
from ...model.folder.model_ref import version_of
from ...posters.classifier import PosterClassifier
from ...posters.model import CHECKSUMS, SEALED
from ..again.tag_again import Sums
from ..posters import PosterColumn
from .here import Tagging, tag_file
from .outcome import Outcome
from .plan import Task

QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # Ray's switch for nodes that know and listen on 127.0.0.1 only
STORE_BYTES = 160_000_000  # the object store of a node started here: the model, and a line a file
POSTER_FILES = (*SEALED, CHECKSUMS)
PARTS = ("source", "out", "previous", "beside")  # of a task, as they travel
RETRIES = 3  # of a file whose worker died


def tag_on_ray(
    tasks: list[Task], by: Tagging, address: str | None = None, workers: int | None = None
) -> Generator[Outcome]:
    """Tag files on the cluster at ``address`` (or in RAY_ADDRESS), or on this machine alone; outcomes as they come.

    ``workers``: actors, one processor each (default: all processors of the cluster). Raises PackageError when Ray is
    not installed, EngineError when the cluster does not answer.
    """
    with _cluster(address or os.environ.get("RAY_ADDRESS"), workers) as ray, _mark(tasks[0].out) as mark:
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.max_errored_blocks = -1  # a file that no worker survives does not stop the others
        actors = min(workers or int(ray.cluster_resources().get("CPU", 1)), len(tasks))
        waiting = {str(task.source) for task in tasks}
        items = [{name: str(getattr(task, name) or "") for name in PARTS} for task in tasks]
        with warnings.catch_warnings():  # Ray 2.60 knows no other way yet to say how often a file is tried again
            warnings.simplefilter("ignore", DeprecationWarning)
            rows = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
                Tagger,
                fn_constructor_args=(*_travelling(by, ray), str(mark)),
                batch_size=1,
                num_cpus=1,
                max_task_retries=RETRIES,
                compute=ray.data.ActorPoolStrategy(size=actors, max_tasks_in_flight_per_actor=1),
            )
        for row in rows.iter_rows():
            waiting.discard(row["source"])
            yield Outcome(**(row | {"sums": Sums(**row["sums"])}))
        for source in sorted(waiting):
            problem = f"{source} was not tagged: its worker died {RETRIES + 1} times, as it does when memory runs out."
            yield Outcome(source, problem=problem)


def _travelling(by: Tagging, ray: Any) -> tuple[Any, tuple[str, Any] | None, dict[str, Any]]:
    """The models by references to their files' contents, which Ray hands to its workers, and the rest as it is."""
    folder = by.classifier.artifact.folder
    parts = ray.put(contents(folder, files_of(folder)))
    shown = None
    if posters := by.posters:
        shown = posters.column, ray.put(contents(posters.classifier.artifact.folder, POSTER_FILES))
    if version_of(folder) != by.classifier.version:
        raise EngineError(f"{folder} was changed while it was read. Start again.")
    return parts, shown, {"column": by.column, "promise": by.promise, "again": by.again}


def files_of(folder: Path) -> list[str]:
    """The files of a model that a worker needs."""
    return [*LAYOUT.serving, *(name for name in LAYOUT.reading if (folder / name).is_file())]


def contents(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The contents of files by name."""
    return {name: (folder / name).read_bytes() for name in names}


def _fetched(parts: Any) -> dict[str, bytes]:
    """The contents of files from a reference to them."""
    import ray

    found: dict[str, bytes] = ray.get(parts)
    return found


class Tagger:
    """An actor: opens the models once, then tags a file at a time. Ray Data hands it rows of one file each.

    ``parts``: a reference to the contents of the model's files; ``posters``: the column, and those of the poster model;
    ``settings``: the other fields of a :class:`Tagging`; ``mark``: the file by which it sees where results go.
    """

    def __init__(self, parts: Any, posters: tuple[str, Any] | None, settings: dict[str, Any], mark: str) -> None:
        self.tagging: Tagging | None = None
        if Path(mark).exists():
            with _unpacked(parts) as folder:
                shown = self._beside(folder, *posters) if posters else None
                self.tagging = Tagging(GenreClassifier.load(folder, threads=1), posters=shown, **settings)
        self.results = Path(mark).parent

    @staticmethod
    def _beside(folder: Path, column: str, parts: Any) -> PosterColumn:
        with _unpacked(parts) as posters:
            return PosterColumn(column, PosterClassifier.load(folder, posters, threads=1))

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """Outcomes, a list a field, for a batch of ``source`` and ``out`` paths."""
        parts = zip(*(batch[name] for name in PARTS), strict=True)
        tasks = [Task(Path(s), Path(o), previous=Path(p) if p else None, beside=str(mark)) for s, o, p, mark in parts]
        outcomes = [asdict(self.tag(task)) for task in tasks]
        return {field: [outcome[field] for outcome in outcomes] for field in outcomes[0]}

    def tag(self, task: Task) -> Outcome:
        """One file, unless this machine does not share the folder of the results."""
        if self.tagging is None:
            return Outcome(
                str(task.source),
                problem=f"{task.source}: the machine {socket.gethostname()} does not see {self.results}."
                " Put inputs and results where every machine of the cluster has them under the same path.",
            )
        return tag_file(task, self.tagging)


@contextmanager
def _unpacked(parts: Any) -> Iterator[Path]:
    """A folder with the files whose contents a reference stands for."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in _fetched(parts).items():
            (Path(name) / file).write_bytes(content)
        yield Path(name)


@contextmanager
def _cluster(address: str | None, workers: int | None) -> Iterator[Any]:
    """Ray, connected to a cluster, or to one of this process alone that ends with it."""
    here = address in (None, "local")
    os.environ.update(QUIET)
    if here or str(address).startswith("127.0.0.1"):
        os.environ.update(LOOPBACK)
    with needs("--engine ray", "ray"):
        import ray
        import ray.data
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    code = {"py_modules": [str(Path(__file__).parents[2])], "excludes": ["__pycache__", "_default", "_posters"]}
    alone = {"num_cpus": workers, "object_store_memory": STORE_BYTES, "include_dashboard": False} if here else {}
    try:
        ray.init(
            address=address or "local", runtime_env=code, log_to_driver=False, logging_level=logging.ERROR, **alone
        )
    except Exception as error:  # Ray's errors for this share no base but this
        where, reason = "on this machine" if here else f"at {address}", (str(error).splitlines() or ["?"])[0][:200]
        raise EngineError(f"Ray can't be reached or started {where} ({reason}). See docs/catalogues.md.") from None
    try:
        yield ray
    finally:
        ray.shutdown()


@contextmanager
def _mark(out: Path) -> Iterator[Path]:
    """A file among the results while they are made: a worker that does not see it would write them elsewhere.

    Marks of killed processes of this machine are removed.
    """
    here = f".ray-{socket.gethostname()}-"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for left in out.parent.glob(f"{glob.escape(here)}*"):
            owner = left.name.removeprefix(here).partition("-")[0]
            if owner.isdigit() and not psutil.pid_exists(int(owner)):
                left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{here}{os.getpid()}-", dir=out.parent)
    except OSError as error:
        raise TableError(f"{out.parent} can't be written ({error.strerror or error}). Choose another --out.") from None
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
