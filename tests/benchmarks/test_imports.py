"""Every module of the benchmarks and of the recipe can be imported, and a benchmark loads what is heavy late."""

import json
import subprocess
import sys
import warnings

from benchmarks.start import ROOT

MAY_BE_MISSING = {"torch", "transformers", "tokenizers"}  # `make quality` installs them
HEAVY = ("keras", "ray", "setfit", "tensorflow", "torch", "transformers")
CODE = """
import importlib, json, logging, sys
logging.disable(logging.CRITICAL)
left_out = {}
for module in sys.argv[1:]:
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        left_out[module] = error.name
print(json.dumps({"left out": left_out, "loaded": sorted(sys.modules)}))
"""


def imported(room):
    """All modules of a room in one new process: those that lack a package, with its name, and what was loaded."""
    paths = sorted((ROOT / room).rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    assert len(names) > 20
    command = [sys.executable, "-c", CODE, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_every_benchmark_is_imported_and_loads_no_framework():
    found = imported("benchmarks")
    assert found["left out"] == {}
    assert [name for name in HEAVY if name in found["loaded"]] == []


def test_every_part_of_the_recipe_is_imported_whose_packages_are_there():
    left_out = imported("recipe")["left out"]
    assert set(left_out.values()) <= MAY_BE_MISSING, left_out
    if left_out:
        named = ", ".join(f"{module} ({package})" for module, package in left_out.items())
        warnings.warn(f"Not imported, for want of a package: {named}", stacklevel=1)
