"""ONNX Runtime within bounds: a network that was made on purpose can ask for any memory and any time."""

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from ..errors import OptionError

if TYPE_CHECKING:
    import onnxruntime

MOST_MEMORY = 2_000_000_000  # bytes, of all networks of a process together; 64 windows of 300 words take 170 MB
THREADS = "GENRELENS_THREADS"  # in the environment: threads of a network, where nobody chooses; 0: one a core
MOST_SECONDS = 60.0  # for an answer; 64 windows of 300 words take less than one


class Session:
    """A network in memory, run on so many threads (0: as :data:`THREADS` says). ``outputs``: names of what it tells.

    Raises OptionError when that is no number, RuntimeError when it asks for more than :data:`MOST_MEMORY`, and what
    ONNX Runtime raises for a network that it can't open.
    """

    def __init__(self, content: bytes, threads: int = 0) -> None:
        import onnxruntime

        _bound_memory()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = threads or _usual_threads()
        options.enable_mem_pattern = False  # it keeps a plan for each new shape of a batch, and texts have many
        options.add_session_config_entry("session.use_env_allocators", "1")
        with _said_in_words():
            self._network = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self.outputs = frozenset(output.name for output in self._network.get_outputs())

    def run(
        self, outputs: Sequence[str] | None, inputs: Mapping[str, NDArray[Any]], seconds: float = MOST_SECONDS
    ) -> list[NDArray[Any]]:
        """Its answers; ``outputs`` None: all of them. Raises RuntimeError when they take more than ``seconds`` or
        :data:`MOST_MEMORY`, and what ONNX Runtime raises for inputs that it doesn't take.
        """
        import onnxruntime

        options = onnxruntime.RunOptions()
        options.log_severity_level = 4
        with _said_in_words(options), _WATCH.ends(options, seconds):
            answers: list[NDArray[Any]] = self._network.run(outputs, dict(inputs), options)
        return answers


def _usual_threads() -> int:
    """What the environment says: a container may own fewer cores than it sees."""
    said = os.environ.get(THREADS, "").strip() or "0"
    if not (said.isascii() and said.isdecimal() and int(said) <= 1_000):
        raise OptionError(f"{THREADS} is {said[:40]!r}. Set it to a number of threads, or to 0 for one a core.")
    return int(said)


@cache
def _bound_memory() -> None:
    """Let all sessions of this process take their memory from one place that has an end."""
    import onnxruntime

    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(place, onnxruntime.OrtArenaCfg({"max_mem": MOST_MEMORY}))


@contextmanager
def _said_in_words(options: "onnxruntime.RunOptions | None" = None) -> Iterator[None]:
    """Say which bound an error of ONNX Runtime is about, where it is about one."""
    try:
        yield
    except Exception as error:  # the classes of ONNX Runtime's errors share no base but this
        if options is not None and options.terminate:
            raise RuntimeError("it takes too long") from None
        if "Available memory of" in str(error):
            raise RuntimeError(f"it asks for more than {MOST_MEMORY / 1e9:g} GB of memory") from None
        raise


class _Watch:
    """A thread that ends what runs past its time. It starts with the first run, and anew in a forked process."""

    def __init__(self) -> None:
        self._ends: dict[int, tuple[float, onnxruntime.RunOptions]] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def ends(self, options: "onnxruntime.RunOptions", seconds: float) -> Iterator[None]:
        """End the run that has these options after so many seconds."""
        watched = self._watched()
        watched[id(options)] = time.monotonic() + seconds, options
        try:
            yield
        finally:
            watched.pop(id(options), None)

    def _watched(self) -> "dict[int, tuple[float, onnxruntime.RunOptions]]":
        """What the thread looks at; a thread is started when there is none."""
        if self._thread is None or not self._thread.is_alive():
            self._ends = {}
            self._thread = threading.Thread(target=self._watch, args=(self._ends,), name="onnx-time", daemon=True)
            self._thread.start()
        return self._ends

    @staticmethod
    def _watch(ends: "dict[int, tuple[float, onnxruntime.RunOptions]]") -> None:
        while True:
            time.sleep(0.2)
            now = time.monotonic()
            for end, options in list(ends.values()):
                if now > end:
                    options.terminate = True


_WATCH = _Watch()
