"""What runs beside the tests: the hooks before a commit, and the workflow that runs the README's two commands."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def test_the_hooks_before_a_commit_pass():
    """All but mypy, which `make lint` has run."""
    command = [Path(sys.executable).with_name("pre-commit"), "run", "--all-files"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "SKIP": "mypy"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3_000:]
    assert done.stdout.count("Passed") == 8


def test_the_workflow_runs_both_commands_of_the_readme():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    scripts = [step.get("run", "") for step in steps]
    assert [script for script in scripts if script == "make test"]
    assert [script for script in scripts if script.startswith("make run") and "_stcore/health" in script]
    assert {step["with"]["python-version"] for step in steps if "with" in step} == {"3.11"}
