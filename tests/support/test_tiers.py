"""Both tiers run the same tests and differ in numbers only."""

import os
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.support.tiers import ALL, SMALL, TIERS

TESTS = Path(__file__).resolve().parents[1]


def collected(tier: str, files: list[Path], said: Path) -> list[str]:
    """What a child of this process collects, which has loaded what the tests import, but no test and no tier."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            with said.open("w") as stream:
                os.dup2(stream.fileno(), 1)
            sys.stdout = sys.__stdout__
            os.chdir(TESTS.parent)
            os.environ["GENRELENS_TIER"] = tier
            for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "conftest")]:
                del sys.modules[name]
            code = pytest.main(["--collect-only", "-p", "no:cacheprovider", *map(str, files)])
            sys.stdout.flush()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, said.read_text()
    return [line for line in said.read_text(encoding="utf-8").splitlines() if "::" in line]


def test_both_tiers_collect_the_same_tests(tmp_path):
    """Only a file that imports the tiers can tell them apart."""
    files = [path for path in TESTS.rglob("test_*.py") if "support.tiers" in path.read_text(encoding="utf-8")]
    small, large = (collected(tier, files, tmp_path / tier) for tier in TIERS)
    assert small == large
    assert len(files) > 10 and len(small) > 100


def test_the_large_tier_does_more_of_everything_and_the_small_one_something():
    small, large = asdict(SMALL), asdict(ALL)
    assert all(0 < small[name] < large[name] for name in large)
