"""Which model answers for everyone: the promoted one, or the default; how one is promoted, and the way back."""

from dataclasses import replace
from pathlib import Path

from core.amounts import amount
from core.model.classifier import GenreClassifier
from core.model.folder import artifact
from core.model.folder.promoted import ACTIVE, below, promoted
from core.tables.output import atomic
from train.promotion import history, must_pass
from train.promotion.history import Promotion
from train.runs import lock
from train.runs.guards import RunError, check_writable, writing
from train.runs.run_folder import MODELS

__all__ = ["ACTIVE", "activate", "active", "below", "promotions", "roll_back"]


def active(models: Path = MODELS) -> Path:
    """The folder of the active model: the promoted one, or the default."""
    return promoted(models) or models / "default"


def activate(
    folder: Path, models: Path = MODELS, *, why: str = "", who: str = "", figures: str = "", override: str = ""
) -> None:
    """Make a model folder under ``models`` the active one, for every session, in one step, and write down who and why.

    ``figures``: how good it is said to be (default: by its card). ``override``: why it is promoted though it does not
    pass the plots that it must. Raises ArtifactError when the model is damaged or of another format, RunError when it
    is elsewhere or fails a plot.
    """
    check_writable()
    place = below(folder, models)
    if place is None:
        raise RunError(f"{folder} is outside {models}. Copy it there, or name it with --model where it is used.")
    model = artifact.load(folder)
    failed = must_pass.failures(GenreClassifier(model), checks) if (checks := must_pass.kept(models)) else []
    if failed and not override.strip():
        raise RunError(
            f"{place.as_posix()} fails {len(failed):,} of {amount(len(checks), 'plot')} that it must pass"
            f" ({failed[0].sentence}). Train it further, or promote it with a reason: --override, or Promote on the"
            " Training page."
        )
    told = figures or _figures(model)
    reason = override.strip() if failed else ""
    _promote(
        models,
        Promotion(history.now(), who, why.strip(), place.as_posix(), model.version, "", told, len(failed), reason),
    )


def roll_back(models: Path = MODELS, *, why: str = "", who: str = "") -> Path:
    """Make the model that answered before the last promotion the active one again; returns its folder.

    Once more goes back further. Nothing that it must pass can stop it. Raises RunError where there is no earlier model.
    """
    check_writable()
    place = history.earlier(promotions(models))
    if not place:
        raise RunError("No earlier model is known to go back to. Choose a model and promote it.")
    if not (models / place / artifact.LAYOUT.checksums).exists():
        raise RunError(f"{place}, which answered before, is gone. Choose another model and promote it.")
    model = artifact.load(models / place)
    _promote(models, Promotion(history.now(), who, why.strip(), place, model.version, "", _figures(model), back=True))
    return models / place


def promotions(models: Path = MODELS) -> list[Promotion]:
    """Every promotion that took effect, the oldest first."""
    return history.read(models, _named(active(models), models))


def _promote(models: Path, promotion: Promotion) -> None:
    """Write the promotion down, then make its model the active one: whoever is killed between has changed nothing."""
    with lock.mutex(models), writing(models):
        before = _named(active(models), models)
        history.add(replace(promotion, before=before, who=promotion.who.strip() or history.me()), models)
        atomic.write_text(models / ACTIVE, promotion.model + "\n")


def _figures(model: artifact.Artifact) -> str:
    """How good its card says that a model is."""
    return f"micro F1 {model.card.metrics['micro_f1']:.3f} on {model.card.data}"


def _named(folder: Path, models: Path) -> str:
    """A folder below that of the models, as the history has it."""
    place = below(folder, models)
    return place.as_posix() if place else str(folder)
