"""Trains runs in forked processes, so that a test can start and kill fifty trainings without importing TensorFlow as
often. Reads a JSON object a line from stdin ({"run": folder, ...}), answers with the child's process id.

The children are real training processes: the same lock, signals, files and endings as ``python -m train --run``.
"""

import contextlib
import json
import os
import resource
import signal
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import tensorflow as tf  # noqa: E402

from core.model.network import layers as network  # noqa: E402, F401
from train import job, search  # noqa: E402, F401
from train.examples import batches  # noqa: E402, F401
from train.fit import callback  # noqa: E402, F401
from train.runs import process  # noqa: E402, F401
from train.runs.run_folder import Run  # noqa: E402


def child(order: dict) -> int:
    """Train the run that the order names; ``fsize`` is the largest file that this process may write."""
    run = Run(Path(order["run"]))
    log = os.open(run.folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1), os.dup2(log, 2)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    if "fsize" in order:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["fsize"], order["fsize"]))
    with process.Signals() as signals:
        if "trials" in order:
            return search.search(run.config, order["trials"], "study", run.models)
        return process.train(run, signals, order.get("finish", False))


signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system collects the children
sys.stdout.write("ready\n"), sys.stdout.flush()
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = 1
        with contextlib.suppress(SystemExit):
            code = child(json.loads(line))
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)
    sys.stdout.write(f"{pid}\n"), sys.stdout.flush()
