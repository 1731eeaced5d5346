"""Coverage-guided fuzzing for a bounded time, and a count that says that it did fuzz."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tiers import TIER

# Runs a second below which something is wrong: a tenth to a twentieth of what one idle core does.
FEWEST = {"tokenizer": 300, "lists": 30, "artifact": 2, "posters": 10}


@pytest.mark.slow
@pytest.mark.parametrize("target", FEWEST)
def test_fuzzing_finds_nothing(target, tiny_model):
    command = [sys.executable, "-m", "tests.hostile.fuzz_targets", target, "--seconds", str(TIER.fuzz_seconds)]
    done = subprocess.run(
        [*command, "--model", str(tiny_model)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    runs = int(re.search(r"number_of_executed_units: (\d+)", done.stderr)[1])
    assert runs > FEWEST[target] * TIER.fuzz_seconds, "it hardly ran"
