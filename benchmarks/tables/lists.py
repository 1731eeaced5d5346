"""How fast and in how much memory IMDb's lists are read: python -m benchmarks.tables.lists --megabytes 400

Generates plot.list and genres.list, builds the table from them in a process of its own, and prints what that took.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.start import ROOT, Benchmark, Option
from benchmarks.tables.made_up_lists import titles, write_lists
from benchmarks.timing import took

OPTIONS = (Option("megabytes", 400.0, 1.0, "size of plot.list"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS)


def main(arguments: list[str] | None = None) -> None:
    """Generate, build, print."""
    options = BENCHMARK.parse(arguments)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        sizes = write_lists(here, titles(), options.megabytes)
        print(f"plot.list {sizes[0] / 1e6:.1f} MB, genres.list {sizes[1] / 1e6:.1f} MB")
        command = [sys.executable, "-m", "data", "build", "--plots", str(here / "plot.list")]
        command += ["--genres", str(here / "genres.list"), "--out", str(here / "table.csv")]
        seconds = took(lambda: subprocess.run(command, cwd=ROOT, check=True))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    megabytes = sum(sizes) / 1e6
    print(f"{megabytes / seconds:.1f} MB/s over both lists in {seconds:.1f} s, the start of Python included")
    print(f"{megabytes / processor:.1f} MB per second of processor time, peak memory {used.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
