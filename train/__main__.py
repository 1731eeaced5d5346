"""python -m train --data open_plots --epochs 12 --preset genrelens --seed 7 --out models/mine"""

import argparse
import os
import signal
import sys
from dataclasses import fields, replace
from pathlib import Path

from core.errors import ArtifactError, GloveError
from core.presets import PRESETS
from data.schema import TableError
from train import runs
from train.config import ConfigError, TrainConfig
from train.progress import ProgressWriter
from train.terminal import Bar

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
CLEAR = (TableError, ConfigError, GloveError, ArtifactError, runs.RunError)


def parser() -> argparse.ArgumentParser:
    """One option per field of TrainConfig, with the field's help and default."""
    result = argparse.ArgumentParser(prog="python -m train", description="Train a genre classifier.")
    for setting in fields(TrainConfig):
        if setting.name != "network":
            result.add_argument(
                "--" + setting.name.replace("_", "-"),
                type=type(setting.default),
                default=setting.default,
                help=f"{setting.metadata['help']} (default: {setting.default or 'none'})",
            )
    result.add_argument("--preset", choices=PRESETS, default="genrelens", help="which network (default: genrelens)")
    result.add_argument("--out", type=Path, help="the model folder to write (default: in the run's folder)")
    result.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    return result


def train(run: runs.Run, out: Path) -> int:
    """Train a created run, showing a bar; returns the exit code."""
    runs.claim(run, os.getpid())
    writer, bar = ProgressWriter(run.folder), Bar()
    interrupted: list[int] = []
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda number, frame: interrupted.append(number))

    def report(event: str, **values: object) -> None:
        writer.write(event, **values)
        bar.show(event, values)

    try:
        from train import job

        result = job.run(run.config, out, report, stop=lambda: writer.stop_requested or bool(interrupted))
    except CLEAR as error:
        report("failed", message=str(error))
        return 2
    except OSError as error:
        report("failed", message=f"The model can't be written ({error}). Free space or choose another folder.")
        return 2
    except Exception as error:
        report("failed", message=f"Training broke down ({type(error).__name__}: {error}). The log has the details.")
        raise
    report("done", metrics=result, model=str(out))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Entry point of the command line."""
    options = vars(parser().parse_args(arguments))
    folder, out, preset = options.pop("run"), options.pop("out"), options.pop("preset")
    try:
        run = runs.Run(folder) if folder else runs.create(replace(TrainConfig(**options), network=PRESETS[preset]))
    except CLEAR as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return train(run, out or run.folder / runs.MODEL)


if __name__ == "__main__":
    sys.exit(main())
