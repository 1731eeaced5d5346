"""The files of a model folder. Nothing in it is a pickle, names a class or runs code when it is loaded."""

from dataclasses import dataclass, fields

FORMAT_VERSION = 2
READABLE = (1, 2)  # format 1 kept its weights in model.keras: it predicts, and recipe/convert.py makes 2 of it


@dataclass(frozen=True)
class Layout:
    """``serving`` files alone are a whole model: they predict, and explain by perturbation. ``reading`` files say how
    like a plot a text is, and what the model's own films look like; models of earlier versions have none. ``study``
    files hold what training knew besides: weights, test scores, words of each genre, history, the card for people.
    """

    card: str = "card.json"
    config: str = "config.json"
    vocabulary: str = "vocabulary.txt"
    onnx: str = "model.onnx"
    calibration: str = "calibration.json"
    thresholds: str = "thresholds.json"
    weights: str = "weights.safetensors"
    evaluation: str = "evaluation.npz"
    words: str = "words.parquet"
    history: str = "history.csv"
    readme: str = "README.md"
    familiarity: str = "familiarity.npz"
    reference: str = "reference.npz"
    checksums: str = "SHA256SUMS"

    @property
    def study(self) -> tuple[str, ...]:
        """Files that a model can do without, but not everything that is asked of one."""
        return (self.weights, self.evaluation, self.words, self.history, self.readme)

    @property
    def reading(self) -> tuple[str, ...]:
        """Files that serve beside the network where a model has them."""
        return (self.familiarity, self.reference)

    @property
    def serving(self) -> tuple[str, ...]:
        """Files that every model has, the checksums included."""
        names = (getattr(self, field.name) for field in fields(self))
        return tuple(name for name in names if name not in (*self.study, *self.reading))

    def hashed(self) -> list[str]:
        """Every file that the checksums cover."""
        return sorted({*self.serving, *self.reading, *self.study} - {self.checksums})


LAYOUT = Layout()
