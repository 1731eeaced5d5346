"""What became of a run, in the words that the page and the command line share."""

from train.runs.events import Done, Failed
from train.runs.run_folder import Run

NOTHING_LEARNT = "It has learnt nothing beyond always answering"


def told(run: Run) -> str:
    """Its state; of one that was stopped before its last epoch how far it came: ``stopped at 6 of 15, best was 5``."""
    ending, epoch = run.status.ending, run.status.epoch
    if isinstance(ending, Failed) and ending.stopped:
        return "stopped at the start"
    if run.state != "done" or not isinstance(ending, Done) or not ending.stopped or epoch >= run.config.epochs:
        return run.state
    best = run.progress.best_epoch
    return f"stopped at {epoch} of {run.config.epochs}" + (f", best was {best.epoch}" if best else "")
