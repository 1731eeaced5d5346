"""Coverage-guided fuzzing for a bounded time: two minutes in all under CI, a quarter of a minute elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 40 if os.environ.get("CI") == "true" else 5


@pytest.mark.slow
@pytest.mark.parametrize("target", ["tokenizer", "lists", "artifact"])
def test_fuzzing_finds_nothing(target, tiny_model):
    command = [sys.executable, "-m", "tests.hostile.fuzz_targets", target, "--seconds", str(SECONDS)]
    done = subprocess.run(
        [*command, "--model", str(tiny_model)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    runs = int(re.search(r"number_of_executed_units: (\d+)", done.stderr)[1])
    assert runs > 3, done.stderr[-2_000:]
