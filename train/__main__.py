"""python -m train --data open_plots --epochs 15 --preset genrelens --seed 7 --out models/mine

python -m train list | stop ID | resume ID | finish ID | delete ID | compare [ID ...] | estimate
python -m train promote ID --films FILE --look | roll-back | promotions | must-pass FILE
python -m train search --trials 20
python -m train adapt --data FILE --columns genres=labels --out DIR
python -m train posters --data FILE
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import printable
from core.exit_code import exit_code
from core.tables.files import whole_file
from train.config import ConfigError
from train.estimate import check
from train.options import add_settings, config_of, typed
from train.runs import control, outcome
from train.runs.events import Done, Ending, Failed
from train.runs.listeners.terminal import Terminal
from train.runs.process import Signals, train
from train.runs.run_folder import STOP

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def train_parser() -> argparse.ArgumentParser:
    """The parser of a training without a command word."""
    result = argparse.ArgumentParser(
        prog="python -m train", description="Train a genre classifier.", epilog=f"Commands: {', '.join(COMMANDS)}."
    )
    add_settings(result)
    result.add_argument("--out", type=Path, help="the model folder to write (default: in the run's folder)")
    result.add_argument("--run", type=Path, help="train the run in this folder, from its checkpoint if it has one")
    result.add_argument(
        "--finish", action="store_true", help="with --run: don't train any further, save the best weights so far"
    )
    return result


def _train(arguments: list[str]) -> int:
    options = train_parser().parse_args(arguments)
    if options.finish and not options.run:
        raise ConfigError("--finish needs the run to finish. Name its folder with --run.")
    if options.run and (settings := typed(options)):
        raise ConfigError(
            f"--run trains with the settings that the run was created with. Leave out {' and '.join(settings)},"
            " or start a new run without --run."
        )
    control.check_writable()
    folder = options.run.absolute() if options.run else None
    run = control.find(folder.name, folder.parent.parent) if folder else _created(options)
    if not run.alive:  # or else somebody has asked this very process to stop
        (run.folder / STOP).unlink(missing_ok=True)
    with Signals() as signals:
        return train(run, signals, options.finish, [Terminal()])


def _created(options: argparse.Namespace) -> control.Run:
    """A new run, unless a file or column that its settings name is not there: a typo leaves no folder behind."""
    config = config_of(options)
    check(config)
    return control.create(config, out=options.out)


def _list(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="python -m train list", description="All runs, newest first.").parse_args(arguments)
    for run in control.listed():
        status = run.status
        epoch = f"epoch {status.epoch} of {run.config.epochs}"
        active = "  active" if run.model and control.active().resolve() == run.model.resolve() else ""
        print(f"{printable(run.id)}  {outcome.told(run):<11}  {epoch:<15}  {printable(_result(status.ending))}{active}")
    for run, reason in control.damaged().items():
        print(f"{printable(run.id)}  {'damaged':<11}  {printable(reason)}")
    return 0


def _result(ending: Ending | None) -> str:
    match ending:
        case Done(metrics) if "micro_f1" in metrics:
            return f"test micro F1 {metrics['micro_f1']:.3f}"
        case Failed(message):
            return message
    return ""


def _on_run(name: str, act: Callable[[control.Run], object], about: str) -> Callable[[list[str]], int]:
    def command(arguments: list[str]) -> int:
        parser = argparse.ArgumentParser(prog=f"python -m train {name}", description=about)
        parser.add_argument("id", help="the run, as python -m train list names it")
        run = control.find(parser.parse_args(arguments).id)
        act(run)
        print(f"{name}: {run.id}")
        return 0

    return command


def _compare(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m train compare", description="Runs side by side.")
    parser.add_argument("ids", nargs="*", help="which runs (default: all)")
    parser.add_argument("--csv", type=Path, help="write the table here instead of showing it")
    options = parser.parse_args(arguments)
    ids = [control.find(run_id).id for run_id in options.ids]
    table = control.compare(ids or None)
    if options.csv:
        from core.tables.output.spreadsheet_safe import frame_csv

        with whole_file(options.csv) as stream:
            stream.write(frame_csv(table))
    else:
        lines = table.set_index("run").T.to_string().splitlines() if len(table) else ["There is no run yet."]
        print("\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines))
    return 0


def _estimate(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m train estimate", description="How long a training will take.")
    add_settings(parser)
    print(f"{control.estimate(config_of(parser.parse_args(arguments))) / 60:.1f} minutes at most")
    return 0


def _search(arguments: list[str]) -> int:
    from train import search, shared_search

    parser = argparse.ArgumentParser(prog="python -m train search", description="Search for better settings.")
    add_settings(parser)
    parser.add_argument("--trials", type=int, default=20, help="how many settings to try now (default: 20)")
    parser.add_argument("--study", default="search", help="name of the study to begin or continue (default: search)")
    parser.add_argument(
        "--storage",
        metavar="URL",
        help="a PostgreSQL database that workers on several machines share (docs/training.md); a password belongs in"
        " ~/.pgpass (default: a file in models/studies)",
    )
    options = parser.parse_args(arguments)
    if options.storage is None:
        return search.search(config_of(options), options.trials, options.study)
    return shared_search.search(config_of(options), options.trials, options.study, options.storage)


def _adapt(arguments: list[str]) -> int:
    from train.adapt import command

    return command.main(arguments)


def _posters(arguments: list[str]) -> int:
    from train.posters import command

    return command.main(arguments)


def _promotion(name: str, arguments: list[str]) -> int:
    from train.promotion import command

    act: Callable[[list[str]], int] = getattr(command, name)
    return act(arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "list": _list,
    "stop": _on_run("stop", control.stop, "End a run after its current step and keep its best weights."),
    "resume": _on_run("resume", control.resume, "Continue from a run's last checkpoint, in the background."),
    "finish": _on_run("finish", control.finish, "Make a model of an interrupted run's best weights."),
    "delete": _on_run("delete", control.delete, "Remove a run and its model."),
    "promote": lambda arguments: _promotion("promote", arguments),
    "roll-back": lambda arguments: _promotion("roll_back", arguments),
    "promotions": lambda arguments: _promotion("promotions", arguments),
    "must-pass": lambda arguments: _promotion("must_pass_plots", arguments),
    "compare": _compare,
    "estimate": _estimate,
    "search": _search,
    "adapt": _adapt,
    "posters": _posters,
}


def main(arguments: list[str] | None = None) -> int:
    """Entry point of the command line; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    command = COMMANDS.get(arguments[0]) if arguments else None
    return exit_code(lambda: command(arguments[1:]) if command else _train(arguments))


if __name__ == "__main__":
    sys.exit(main())
