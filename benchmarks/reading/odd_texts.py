"""Texts that are no plots, at least 200 of each kind, and at most five that share a template.

Seven kinds were written for this project: a line of ``texts/<kind>.txt`` is a template, whose alternatives in braces
give five texts. The others are made when they are asked for: code and licences from what Python and its packages ship,
lists, logs and noise by chance, and shuffled plots from the plots they are measured against.
"""

import re
import string
import sysconfig
from collections.abc import Callable, Sequence
from importlib.metadata import distributions
from pathlib import Path

import numpy as np

from benchmarks.reading import logs
from core.text import words

FOLDER = Path(__file__).with_name("texts")
VARIANTS, COUNT = 5, 200
_CHOICE = re.compile(r"\{([^{}]*)\}")
Rng = np.random.Generator

GOODS = (FOLDER / "goods.txt").read_text(encoding="utf-8").splitlines()
HEADINGS = (
    "", "", "Shopping:", "To buy", "Groceries", "LIST", "For Saturday", "Supermarket:", "Don't forget!", "Need:",
    "Aldi", "party shopping", "Mum's list", "from the market", "weekly shop -",
)  # fmt: skip
BETWEEN = (", ", "\n", "\n- ", "; ", " / ", "\n* ", "\n[ ] ", " + ", "\n• ", " and ", ". ", " | ")
AMOUNTS: tuple[Callable[[Rng], str], ...] = (
    lambda rng: "",
    lambda rng: "",
    lambda rng: f"{rng.integers(1, 13)} ",
    lambda rng: f"{rng.integers(1, 9)}x ",
    lambda rng: f"{rng.choice(['100', '200', '250', '500'])} g ",
    lambda rng: f"{rng.integers(1, 4)} {rng.choice(['kg', 'packs', 'bottles', 'tins', 'l', 'bags'])} ",
    lambda rng: str(rng.choice(["", "2 kg ", "a dozen ", "some ", "3 ", "lots of ", "cheap "])),
)
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "yxcvbnm,.-", "äöü#+", "!§$%&/()=?")


def written(kind: str) -> list[str]:
    """The five texts of each template of a kind that was written; the first word of a foreign one is its language."""
    lines = (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    break_at = "\n" if kind == "verse" else " / "
    return [_variant(line, i).replace(" / ", break_at) for line in lines for i in range(VARIANTS)]


def _variant(template: str, number: int) -> str:
    return _CHOICE.sub(lambda slot: slot.group(1).split("|")[number], template)


def foreign(rng: Rng) -> list[str]:
    """Plots in ten other languages, without the mark of the language."""
    return [text.partition(" ")[2] for text in written("plots_in_other_languages")]


def shopping_lists(rng: Rng) -> list[str]:
    """4 to 25 goods, each list with a heading, a separator and a kind of amounts of its own."""
    texts = []
    for _ in range(COUNT):
        amount, between = AMOUNTS[rng.integers(len(AMOUNTS))], BETWEEN[rng.integers(len(BETWEEN))]
        goods = rng.choice(GOODS, size=rng.integers(4, 26), replace=False)
        heading = HEADINGS[rng.integers(len(HEADINGS))]
        lead = between if between.startswith("\n") and heading else " " if heading else ""
        texts.append(f"{heading}{lead}{between.join(amount(rng) + good for good in goods)}")
    return texts


def code_and_logs(rng: Rng) -> list[str]:
    """Lines 20 to 60 and more of Python's own modules, one piece a file, and logs of eight forms, five each."""
    folder = Path(sysconfig.get_path("stdlib"))
    files = sorted(path for path in folder.rglob("*.py") if not {"test", "tests", "site-packages"} & set(path.parts))
    texts: list[str] = []
    for path in rng.permutation(np.array(files, dtype=object)):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        if len(texts) < COUNT - VARIANTS * len(logs.FORMS) and len(lines) > 80:
            begin = rng.integers(20, len(lines) - 50)
            texts.append("\n".join(lines[begin : begin + rng.integers(8, 40)]))
    lines = ["\n".join(form(rng) for _ in range(rng.integers(3, 12))) for form in logs.FORMS for _ in range(VARIANTS)]
    return [text for text in texts if len(words(text)) >= 10] + lines


def legal_texts(rng: Rng) -> list[str]:
    """Paragraphs of 25 words and more from the licences of the installed packages, no two with the same beginning."""
    paragraphs: dict[str, str] = {}
    for package in sorted(distributions(), key=lambda package: str(package.name).lower()):
        for file in package.files or ():
            if re.search(r"licen[cs]e|copying|notice|terms", file.name, re.I) and file.suffix in ("", ".txt", ".md"):
                for paragraph in re.split(r"\n\s*\n", _content(Path(str(file.locate())))):
                    text = " ".join(paragraph.split())
                    read = words(text)
                    if 25 <= len(read) <= 300:
                        paragraphs.setdefault(" ".join(read[:8]), text)
    found = list(paragraphs.values())
    return [found[i] for i in rng.permutation(len(found))[:300]]


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:200_000]
    except OSError:
        return ""


def keyboard_noise(rng: Rng) -> list[str]:
    """Hands on a keyboard: runs of keys, random letters, one word again and again, words of random letters."""
    letters = np.array(list(string.ascii_lowercase))
    makers: tuple[Callable[[int], str], ...] = (
        lambda n: " ".join(_run(rng) for _ in range(n)),
        lambda n: " ".join("".join(rng.choice(letters, rng.integers(2, 11))) for _ in range(n)),
        lambda n: " ".join([logs.pick(rng, "test bla hello foo asdf aaa lol why no ok love house dark the")] * n),
        lambda n: " ".join(logs.pick(rng, "ha hah haha lol bla blah test asdf jk hmm uh na yeah") for _ in range(n)),
        lambda n: "".join(rng.choice(list(string.printable[:94] + "      "), 5 * n)),
        lambda n: " ".join(logs.pick(rng, "a b c d e f g h i j k l m n o p q r s t u v w x y z") for _ in range(n)),
        lambda n: "\n".join(_run(rng) * rng.integers(1, 4) for _ in range(n)),
        lambda n: " ".join(str(rng.integers(0, 100_000)) for _ in range(n)) + " nine",
    )
    return [makers[i % len(makers)](int(rng.integers(5, 60))) for i in range(COUNT)]


def _run(rng: Rng) -> str:
    row = KEYS[rng.integers(len(KEYS))]
    begin = rng.integers(0, len(row) - 2)
    return row[begin : begin + rng.integers(2, 8)] * rng.integers(1, 3)


def shuffled(plots: Sequence[str], rng: Rng) -> list[str]:
    """Plots of 15 words and more with their words in another order."""
    split = [plot.split() for plot in plots]
    long = [parts for parts in split if len(parts) >= 15]
    return [" ".join(rng.permutation(long[i])) for i in rng.permutation(len(long))[:300]]


MADE: dict[str, Callable[[Rng], list[str]]] = {
    "shopping lists": shopping_lists,
    "recipes": lambda rng: written("recipes"),
    "e-mails": lambda rng: written("emails"),
    "product reviews": lambda rng: written("product_reviews"),
    "film reviews": lambda rng: written("film_reviews"),
    "news": lambda rng: written("news"),
    "verse": lambda rng: written("verse"),
    "code and logs": code_and_logs,
    "legal texts": legal_texts,
    "plots in ten other languages": foreign,
    "keyboard noise": keyboard_noise,
}
SHUFFLED = "shuffled plots"
KINDS = (*MADE, SHUFFLED)


def odd_texts(plots: Sequence[str], seed: int = 0) -> dict[str, list[str]]:
    """Kind -> its texts; ``plots`` are those that are shuffled."""
    texts = {kind: make(np.random.default_rng([seed, i])) for i, (kind, make) in enumerate(MADE.items())}
    return texts | {SHUFFLED: shuffled(plots, np.random.default_rng([seed, len(MADE)]))}


def untouched(seed: int = 17) -> tuple[str, ...]:
    """The third of the kinds that nothing is fitted to or chosen by."""
    drawn = np.random.default_rng(seed).permutation(len(KINDS))[: len(KINDS) // 3]
    return tuple(KINDS[i] for i in sorted(drawn))
