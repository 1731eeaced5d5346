"""Python with TensorFlow loaded, which forks whatever a test runs with it, so that fifty trainings import it once.

Reads a JSON object a line from stdin: {"run": folder, ...} trains a run and {"code": text, "arguments": [...],
"environment": {...}, "log": file} is what ``python -c`` would do; both answer with the child's process id.
{"ended": id} asks for the exit code of a child, null while it runs.

The children are real processes: the same locks, signals, files and endings as those of ``python -m train``.
"""

import contextlib
import gc
import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import onnxruntime  # noqa: E402, F401  what trainings load late, too
import pyarrow.dataset  # noqa: E402, F401
import safetensors.numpy  # noqa: E402, F401
import tensorflow as tf  # noqa: E402
from tensorboard.summary import v2  # noqa: E402, F401

from core.model.network import export  # noqa: E402, F401
from core.model.network import layers as network  # noqa: E402, F401
from core.reading import other_language  # noqa: E402
from train import job, search  # noqa: E402, F401
from train.examples import batches  # noqa: E402, F401
from train.fit import callback  # noqa: E402, F401
from train.runs import process  # noqa: E402, F401
from train.runs.run_folder import Run  # noqa: E402

ROOMS = ("core", "data", "train")
codes: dict[int, int] = {}


def child(order: dict) -> int:
    """Do what the order says, in a process of its own; returns its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order.get("log") or Path(order["run"]) / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1), os.dup2(log, 2)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})  # takes longer here than it saves
    return train(order) if "run" in order else command(order)


def train(order: dict) -> int:
    """Train the run that the order names; ``fsize`` is the largest file that this process may write."""
    run = Run(Path(order["run"]))
    if "fsize" in order:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["fsize"], order["fsize"]))
    with process.Signals() as signals:
        if "trials" in order:
            return search.search(run.config, order["trials"], "study", run.models)
        return process.train(run, signals, order.get("finish", False))


def command(order: dict) -> int:
    """Run code with arguments, in an environment that our rooms read anew when they are imported."""
    os.environ.update(order["environment"])
    sys.argv = ["-c", *order["arguments"]]
    for name in [name for name in sys.modules if name.partition(".")[0] in ROOMS]:
        del sys.modules[name]
    exec(compile(order["code"], "<string>", "exec"), {"__name__": "__main__"})
    return 0


def note_ended(number: int = 0, frame: FrameType | None = None) -> None:
    """Remember the exit codes of the children that have ended."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            codes[ended[0]] = os.waitstatus_to_exitcode(ended[1])


other_language("A detective hunts a killer.")  # opens what tells languages apart, as every training does
gc.collect(), gc.freeze()  # a child that collects garbage neither looks at all of TensorFlow nor copies its pages
signal.signal(signal.SIGCHLD, note_ended)
sys.stdout.write("ready\n"), sys.stdout.flush()
for line in sys.stdin:
    order = json.loads(line)
    if "ended" in order:
        answer = json.dumps(codes.get(order["ended"]))
    elif pid := os.fork():
        answer = str(pid)
    else:
        code = 1
        try:
            code = child(order)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)
    sys.stdout.write(f"{answer}\n"), sys.stdout.flush()
