"""python -m train promote ID [--films FILE] [--look] [--why TEXT] | roll-back | promotions | must-pass [FILE]"""

import argparse
import sys
from pathlib import Path

from core.amounts import amount
from core.errors import printable
from core.model.classifier import GenreClassifier
from core.tables.whole import read_frame
from train.promotion import must_pass
from train.promotion.changes import changes, films, sample, verdicts
from train.runs import control

LABELS = 12  # that are listed


def promote(arguments: list[str]) -> int:
    """Show what a promotion changes, then promote, unless it was only to be looked at."""
    parser = argparse.ArgumentParser(prog="python -m train promote", description="Make a run's model the active one.")
    parser.add_argument("id", help="the run, as python -m train list names it")
    parser.add_argument("--films", type=Path, metavar="FILE", help="show first what would change for these films")
    parser.add_argument("--look", action="store_true", help="show it, and the plots that must pass; promote nothing")
    parser.add_argument("--why", default="", help="the reason, kept in the history")
    parser.add_argument("--who", default="", help="your name (default: your user's)")
    parser.add_argument("--override", default="", metavar="REASON", help="promote though plots fail that must pass")
    options = parser.parse_args(arguments)
    run = control.find(options.id)
    figures = ""
    if (options.films or options.look) and run.model:
        new, old = GenreClassifier.load(run.model), GenreClassifier.load(control.active())
        figures = _show(new, old, options.films) if options.films else ""
        _say(*_passed(new))
    if options.look:
        return 0
    control.promote(options.id, why=options.why, who=options.who, figures=figures, override=options.override)
    _say(f"promote: {run.id}")
    return 0


def _show(new: GenreClassifier, old: GenreClassifier, path: Path) -> str:
    """Print what changes for the films of a file; returns what was found, for the history."""
    frame = read_frame(path).frame
    found = changes(new, old, films(frame, path.name))
    _say(found.sentence)
    for row in found.labels.head(LABELS).to_dict("records"):
        _say(f"  {row['label']:<20} {row['before']:>6,} -> {row['after']:>6,}   +{row['gained']:,} -{row['lost']:,}")
    for row in sample(new, old, found).to_dict("records"):
        _say(f"  {row['title']}: {row['change']}")
    told = verdicts(new, old, frame, path.name)
    _say(*(f"{name}: {verdict}" for name, verdict in told.items()))
    return " ".join([found.sentence, *(f"{name}: {verdict}." for name, verdict in list(told.items())[:1])])


def _passed(model: GenreClassifier) -> list[str]:
    """Which plots a model fails that it must pass."""
    checks = must_pass.kept(control.MODELS)
    failed = must_pass.failures(model, checks)
    if not checks:
        return ["No plots must pass: python -m train must-pass FILE gives some."]
    told = f"{len(checks) - len(failed):,} of {amount(len(checks), 'plot')} that must pass do."
    return [told, *(f"  fails: {failure.sentence}" for failure in failed)]


def roll_back(arguments: list[str]) -> int:
    """Go back to the model that answered before."""
    parser = argparse.ArgumentParser(
        prog="python -m train roll-back", description="Make the model that answered before the active one again."
    )
    parser.add_argument("--why", default="", help="the reason, kept in the history")
    parser.add_argument("--who", default="", help="your name (default: your user's)")
    options = parser.parse_args(arguments)
    _say(f"roll-back: {control.roll_back(why=options.why, who=options.who)} answers again.")
    return 0


def promotions(arguments: list[str]) -> int:
    """Print every promotion, the newest first."""
    parser = argparse.ArgumentParser(prog="python -m train promotions", description="Who promoted what, when and why.")
    parser.parse_args(arguments)
    for made in reversed(control.promotions()):
        how = "went back to" if made.back else "promoted"
        _say(f"{made.at}  {made.who} {how} {made.model} ({made.version}), before: {made.before}. {made.figures}")
        if made.why:
            _say(f"  why: {made.why}")
        if made.failed:
            _say(f"  {amount(made.failed, 'plot')} failed; overridden: {made.override}")
    return 0


def must_pass_plots(arguments: list[str]) -> int:
    """Keep a table of plots that must pass, or show how the active model does on them."""
    parser = argparse.ArgumentParser(
        prog="python -m train must-pass",
        description="Plots that a model must get right before it is promoted: a table with plot, must and must_not.",
    )
    parser.add_argument("file", nargs="?", type=Path, help="the table to keep (default: show those that are kept)")
    parser.add_argument("--remove", action="store_true", help="keep none any more")
    options = parser.parse_args(arguments)
    if options.file or options.remove:
        must_pass.keep(must_pass.read(options.file, options.file.name) if options.file else [], control.MODELS)
    _say(*_passed(GenreClassifier.load(control.active())))
    return 0


def _say(*lines: str) -> None:
    sys.stdout.write(
        "".join(f"{printable(line) if line.strip() == line else '  ' + printable(line)}\n" for line in lines)
    )
