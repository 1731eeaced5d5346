"""The pinned packages: every file whole, hashed, of the same versions, and compiled from the pins of pyproject.toml."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMPILED = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("requirements*.txt"), *ROOT.glob("benchmarks/requirements-*.txt"))
    if path.name != "requirements-torch.txt"
)
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)(.*)((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)*)", re.M)


def pins(name):
    """Package -> (version, its hashes) of a compiled file."""
    return {m[1]: (m[2], m[4].split()) for m in PIN.finditer((ROOT / name).read_text(encoding="utf-8"))}


def test_each_group_has_its_file():
    assert len(COMPILED) == len(PROJECT["dependency-groups"]) == 6


@pytest.mark.parametrize("name", COMPILED)
def test_every_package_has_a_hash_and_no_host_is_named(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in {line.split("=")[0].strip("- ") for line in text.splitlines()}
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(lines) == len(pins(name)) > 0
    assert not [package for package, (_, hashes) in pins(name).items() if not hashes]


def test_a_package_has_one_version_in_all_files():
    versions = {}
    for name in COMPILED:
        for package, (version, _) in pins(name).items():
            versions.setdefault(package, set()).add(version)
    assert not {package: found for package, found in versions.items() if len(found) > 1}


def test_what_cannot_be_hashed_has_a_file_that_says_why():
    torch = (ROOT / "benchmarks" / "requirements-torch.txt").read_text(encoding="utf-8")
    assert "without a hash" in torch
    assert torch.splitlines()[-1] in PROJECT["dependency-groups"]["quality"]
    assert not [name for name in COMPILED if any(re.match("torch|nvidia-", package) for package in pins(name))]
    assert "excluded from the output:\n# torch" in (ROOT / "benchmarks" / "requirements-quality.txt").read_text()


def test_the_ranges_of_the_library_admit_the_tested_versions():
    tested = pins("requirements-ray.txt")
    extras = PROJECT["project"]["optional-dependencies"].values()
    ranges = [Requirement(line) for line in [*PROJECT["project"]["dependencies"], *sum(extras, [])]]
    asked = [requirement for requirement in ranges if requirement.name != "genrelens"]
    assert {"numpy", "onnxruntime", "pandas", "shap", "ray"} <= {requirement.name for requirement in asked}
    for requirement in asked:
        assert requirement.specifier.contains(tested[requirement.name][0]), requirement


def test_the_files_are_not_stale(tmp_path):
    """Compiled again, each with the present file as preference, they stay as they are. Asks the package registry."""
    (tmp_path / "benchmarks").mkdir()
    for name in (*COMPILED, "pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, tmp_path / name)
    tools = Path(sys.executable).parent
    clean = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    command = ["make", "lock", f"BIN={tools}", "-o", f"{tools}/uv"]  # -o: uv is there, however old
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.fail(f"The requirements can't be compiled; is the package registry reachable?\n{done.stderr[-2_000:]}")
    stale = [name for name in COMPILED if (tmp_path / name).read_bytes() != (ROOT / name).read_bytes()]
    assert not stale, f"{', '.join(stale)}: no longer what pyproject.toml asks for. Run `make lock` and commit."
