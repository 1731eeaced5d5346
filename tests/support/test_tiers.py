"""Both tiers run the same tests and differ in numbers only."""

import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.support.tiers import ALL, SMALL, TIERS

TESTS = Path(__file__).resolve().parents[1]


def test_both_tiers_collect_the_same_tests():
    """Only a file that imports the tiers can tell them apart."""
    files = [path for path in TESTS.rglob("test_*.py") if "support.tiers" in path.read_text(encoding="utf-8")]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", *map(str, files)]
    collecting = {
        tier: subprocess.Popen(
            command, cwd=TESTS.parent, env={**os.environ, "GENRELENS_TIER": tier}, stdout=subprocess.PIPE, text=True
        )
        for tier in TIERS
    }
    small, large = (
        [line for line in process.communicate(timeout=500)[0].splitlines() if "::" in line]
        for process in collecting.values()
    )
    assert small == large
    assert len(files) > 10 and len(small) > 100


def test_the_large_tier_does_more_of_everything_and_the_small_one_something():
    small, large = asdict(SMALL), asdict(ALL)
    assert all(0 < small[name] < large[name] for name in large)
