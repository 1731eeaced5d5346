"""Ray: a cluster on loopback gives the local engine's files byte for byte, also after a kill -9."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.amounts import amount
from core.cli import main
from core.tag.catalogue import ray
from core.tag.catalogue.plan import Task
from data.sources import registry
from tests.support.tiers import TIER

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
FILES, ROWS = 8, TIER.ray_rows


@pytest.fixture(scope="module")
def address():
    """Two nodes (one in the small tier) of one processor each."""
    os.environ.update(ray.QUIET | ray.LOOPBACK)
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 100_000_000, "node_ip_address": "127.0.0.1"}
    node |= {"include_log_monitor": False, "no_monitor": True}  # nobody reads logs, and nobody asks for more nodes
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        for _ in range(TIER.ray_nodes - 1):
            cluster.add_node(**node)
        cluster.wait_for_nodes()
        yield cluster.address
    finally:
        cluster.shutdown()


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """A catalogue of eight good files, one of them below a folder, and a damaged one."""
    folder = tmp_path_factory.mktemp("catalogue")
    plots = registry.load("open_plots").frame["plot"].tolist()
    draw = random.Random(7)
    (folder / "more").mkdir()
    for number in range(FILES):
        rows = [draw.choice([*plots[:400], None, "zzqqx"]) for _ in range(ROWS)]
        path = folder / ("more" if number == 3 else "") / f"part-{number}.parquet"
        pq.write_table(pa.table({"plot": pa.array(rows, pa.string()), "n": range(ROWS)}), path)
    (folder / "damaged.parquet").write_bytes(b"PAR1 and no more")
    return folder


@pytest.fixture(scope="module")
def local(films, tmp_path_factory, tiny_model):
    """What the local engine makes of it: bytes by name."""
    out = tmp_path_factory.mktemp("local") / "out"
    assert main(["predict", str(films), "--out", str(out), "--model", str(tiny_model)]) == 1
    return made(out)


def made(out):
    """Bytes by name, of everything below a folder that is not hidden."""
    found = {str(path.relative_to(out)): path for path in out.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not path.name.startswith(".")}


def command(films, out, model, address):
    return ["predict", str(films), "--out", str(out), "--model", str(model), "--engine", "ray", "--address", address]


def test_killed_midway_then_run_again_gives_the_local_engines_files(address, films, local, tmp_path, tiny_model, capfd):
    out = tmp_path / "out"
    arguments = command(films, out, tiny_model, address)
    killed = subprocess.Popen([sys.executable, "-m", "core", *arguments], cwd=ROOT, stderr=subprocess.DEVNULL)
    while not (out.exists() and made(out)):
        assert killed.poll() is None, "it ended before a file was made"
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    some = made(out)
    assert 0 < len(some) < FILES
    assert some.items() <= local.items(), "nothing half-written under its final name"
    before = {name: (out / name).stat().st_mtime_ns for name in some}

    assert main(arguments) == 1, "one file is damaged"
    said = capfd.readouterr()
    assert f"{films / 'damaged.parquet'} can't be read as Parquet" in said.err
    missing = FILES - len(some)
    these = amount(len(some), "was", "were")
    told = f"Tagged {missing * ROWS:,} films in {missing} of {FILES + 1} files; {these} finished before"
    assert told in said.out
    assert made(out) == local, "the same answers, to the last digit"
    assert len(local) == FILES
    assert {name: (out / name).stat().st_mtime_ns for name in some} == before
    assert not [path for path in out.rglob(".*") if not path.name.endswith(".part")], "the mark is gone"


def test_tagging_again_gives_the_local_engines_files(address, tiny_model, tmp_path, capsys):
    plots = registry.load("open_plots").frame["plot"][:60].tolist()
    (tmp_path / "first").mkdir()
    for part in range(3):
        rows = pa.table({"plot": plots[part * 20 : part * 20 + 20]})
        pq.write_table(rows, tmp_path / "first" / f"{part}.parquet")
    again = ["predict", str(tmp_path / "first"), "--model", str(tiny_model)]
    assert main([*again, "--out", str(tmp_path / "old")]) == 0
    again += ["--previous", str(tmp_path / "old")]
    assert main([*again, "--out", str(tmp_path / "here")]) == 0
    here = capsys.readouterr().out
    assert main([*again, "--out", str(tmp_path / "ray"), "--engine", "ray", "--address", address]) == 0
    assert "Kept: 60 unchanged." in here and "Kept: 60 unchanged." in capsys.readouterr().out
    for name in ("0.parquet", "1.parquet", "2.parquet"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "ray" / name).read_bytes()


def test_ray_listens_on_loopback_only(address):
    import psutil

    daemons = [p for p in psutil.Process().children(recursive=True) if p.name() in ("raylet", "gcs_server")]
    assert len(daemons) == 1 + TIER.ray_nodes
    listening = {c.laddr.ip for p in daemons for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert listening
    assert listening <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}


def test_a_worker_that_does_not_see_the_results_says_so(films, tmp_path):
    tagger = ray.Tagger(None, None, {"column": "plot"}, str(tmp_path / "nowhere" / "mark"))
    task = Task(films / "part-0.parquet", tmp_path / "nowhere" / "part-0.parquet")
    found = tagger({"source": [str(task.source)], "out": [str(task.out)], "previous": [""], "beside": [""]})
    assert found["rows"] == [0]
    assert f"does not see {tmp_path / 'nowhere'}. Put inputs and results where every machine" in found["problem"][0]
    assert not task.out.parent.exists()


def test_without_ray_it_says_how_to_get_it(films, tmp_path, tiny_model, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main(command(films, tmp_path / "out", tiny_model, "127.0.0.1:1")) == 2
    assert capsys.readouterr().err == (
        "error: --engine ray needs ray, which is not installed. To get it: pip install -r requirements-ray.txt\n"
    )


def test_importing_the_engine_does_not_load_ray():
    code = "import core.tag.catalogue.ray, json, sys; print(json.dumps('ray' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert json.loads(done.stdout) is False
