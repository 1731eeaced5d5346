"""Every module of the benchmarks and of the recipe can be imported, and a benchmark loads what is heavy late."""

import json
import subprocess
import sys
import warnings

import pytest

from benchmarks.start import ROOT

MAY_BE_MISSING = {"torch", "transformers", "tokenizers"}  # `make quality` installs them
HEAVY = ("keras", "ray", "setfit", "tensorflow", "torch", "transformers")
CODE = """
import importlib, json, logging, sys
logging.disable(logging.CRITICAL)
for names in map(str.split, sys.argv[1:]):
    left_out = {}
    for module in names:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            left_out[module] = error.name
    print(json.dumps({"left out": left_out, "loaded": sorted(sys.modules)}))
"""
ROOMS = ("benchmarks", "recipe")  # in this order: a part of the recipe may load what a benchmark may not


def modules(room):
    paths = sorted((ROOT / room).rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    assert len(names) > 20
    return names


@pytest.fixture(scope="module")
def imported():
    """Of each room: the modules that lack a package, with its name, and all that is loaded once they were imported."""
    command = [sys.executable, "-c", CODE, *(" ".join(modules(room)) for room in ROOMS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2_000:]
    return dict(zip(ROOMS, map(json.loads, done.stdout.splitlines()[-2:]), strict=True))


def test_every_benchmark_is_imported_and_loads_no_framework(imported):
    found = imported["benchmarks"]
    assert found["left out"] == {}
    assert [name for name in HEAVY if name in found["loaded"]] == []


def test_every_part_of_the_recipe_is_imported_whose_packages_are_there(imported):
    left_out = imported["recipe"]["left out"]
    assert set(left_out.values()) <= MAY_BE_MISSING, left_out
    if left_out:
        named = ", ".join(f"{module} ({package})" for module, package in left_out.items())
        warnings.warn(f"Not imported, for want of a package: {named}", stacklevel=1)
