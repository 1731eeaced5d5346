"""The pages that benchmarks write: each keeps to its own section, between two comments, and says what was measured."""

import argparse
import os
import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

QUICK = "**A quick look: it shows that the command works and measures nothing.** "
_SECTION = re.compile(r"<!-- (python -m (benchmarks\.\w+\.\w+)[^>]*?) -->\n(.*?)<!-- end: \1 -->", re.S)


@dataclass(frozen=True)
class Section:
    """A benchmark's part of a page. ``command`` makes it again; ``model``: the version that it quotes, if any."""

    page: Path
    module: str
    command: str
    model: str
    date: str


def marks(section: str) -> tuple[str, str]:
    """The comments around a section; it is named by the command that writes it, without numbers."""
    return f"<!-- {section} -->", f"<!-- end: {section} -->"


def write(page: Path, section: str, lines: Iterable[str]) -> None:
    """Put ``lines`` between the section's comments; a page that has no such section gets it at its end."""
    begin, end = marks(section)
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    if begin not in text:
        text += f"{begin}\n{end}\n"
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join([before + begin, "", *lines, "", end + after]), encoding="utf-8")


def sections(folder: Path) -> Iterator[Section]:
    """Every section of every page of a folder."""
    for page in sorted(folder.glob("*.md")):
        for section, module, text in _SECTION.findall(page.read_text(encoding="utf-8")):
            command = _first(rf"`(python -m {re.escape(module)}[^`]*)`", text)
            model, day = _first(r"\bmodel `([0-9a-f]{12})`", text), _first(r"\b(\d{4}-\d\d-\d\d)\b", text)
            yield Section(page, module, command or section, model, day)


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match.group(1) if match else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table; a column whose heading ends with a colon is aligned to the right."""
    heads = [column.removesuffix(":") for column in columns]
    lines = [f"| {' | '.join(heads)} |"]
    lines.append("|" + "|".join("---:" if column.endswith(":") else "---" for column in columns) + "|")
    return lines + [f"| {' | '.join(map(str, row))} |" for row in rows]


def measured(options: argparse.Namespace, model: str = "", packages: Sequence[str] = ()) -> str:
    """The sentence that begins a section: the command, the model's version, the day and the machine."""
    quick = QUICK if options.quick else ""
    of = f"model `{model}`, " if model else ""
    return f"{quick}`{options.command}`: {of}{date.today()}, {machine(packages)}."


def machine(packages: Sequence[str] = ()) -> str:
    """Processor, memory and the versions of what matters, as far as it is installed."""
    memory = psutil.virtual_memory().total / 2**30
    versions = [f"{name} {_version(name)}" for name in packages if _version(name)]
    names = [_processor(), f"{os.cpu_count()} cores", f"{memory:.0f} GB", platform.system()]
    return ", ".join([*names, f"Python {platform.python_version()}", *versions])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]} ({platform.machine()})" if names else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
