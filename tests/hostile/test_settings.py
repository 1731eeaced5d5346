"""Settings of a run and what the command lines take: a right answer, or one sentence and exit code 2."""

import json
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import core.cli
import data.__main__
import train.__main__
from core.errors import GenreLensError, TableError
from core.model.network.presets import NetworkConfig
from tests.support.nasty import TEXTS, is_one_sentence, odd_text, values
from tests.support.tiers import TIER
from train.config import ConfigError, TrainConfig
from train.runs import control
from train.runs.control import RunError
from train.runs.guards import READONLY
from train.runs.run_folder import CONFIG, Run

NAMES = [field.name for field in fields(TrainConfig)]
SHAPES = [field.name for field in fields(NetworkConfig)]
network = st.dictionaries(st.sampled_from(SHAPES) | odd_text, values | st.integers(-3, 300) | st.floats(), max_size=4)
odd_settings = st.dictionaries(st.sampled_from(NAMES) | odd_text, values | st.integers(-3, 300), max_size=5)


@settings(max_examples=TIER.examples(1_500))
@given(odd_settings, network | values)
def test_any_settings(chosen, shape):
    try:
        config = TrainConfig.from_dict(chosen | {"network": shape})
    except ConfigError as error:
        assert is_one_sentence(error)
    else:
        assert TrainConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize("content", ["", "{", "[]", "7", "\0", "[" * 99_999, '{"network": 3}', '{"epochs": "9"}', "{}"])
def test_a_run_whose_settings_were_changed(tmp_path, content):
    (tmp_path / CONFIG).write_text(content)
    try:
        assert Run(tmp_path).config == TrainConfig()
    except ConfigError as error:
        assert is_one_sentence(error)


@settings(max_examples=TIER.examples(400))
@given(odd_text)
def test_any_name_of_a_run(text):
    for act in (control.find, control.promote):
        with pytest.raises(RunError) as caught:
            act(text)
        assert is_one_sentence(caught.value)


def one_sentence(capsys, code):
    """What the command said, if it refused: one line that can't command a terminal."""
    said = capsys.readouterr()
    assert code in (0, 1, 2)
    if code == 2:
        last = said.err.strip().splitlines()[-1]
        assert last.startswith(("error: ", "python -m ", "usage: ")) or ": error: " in last
    for text in (said.out, said.err):
        assert "Traceback" not in text and "\x1b[31m" not in text and "\x07" not in text


def answer(main, arguments):
    """The exit code of a command line; argparse's own refusal is an exit too."""
    try:
        return main(arguments)
    except SystemExit as error:
        return error.code


SHORT = [text for text in TEXTS if len(text) < 300 and "\ud800" not in text]  # no terminal hands over half a pair
CORE = [["predict"], ["predict", "--out"], ["explain"], ["explain", "war", "--genre"], ["explain", "war", "--method"]]
CORE += [["evaluate"], ["predict", "war", "--model"], ["evaluate", "none.csv", "--where"], ["evaluate", "x", "--draws"]]


@pytest.mark.parametrize("before", CORE, ids=" ".join)
@pytest.mark.parametrize("text", SHORT, ids=range(len(SHORT)))
def test_core(tiny_model, capsys, tmp_path, monkeypatch, before, text):
    monkeypatch.chdir(tmp_path)
    model = [] if "--model" in before else ["--model", str(tiny_model)]
    one_sentence(capsys, answer(core.cli.main, [*before, text, *model]))


@pytest.mark.parametrize(
    "before", [["check"], ["describe"], ["check", "open_plots", "--against"], ["fetch"]], ids=" ".join
)
@pytest.mark.parametrize("text", SHORT, ids=range(len(SHORT)))
def test_data(capsys, tmp_path, monkeypatch, before, text):
    monkeypatch.chdir(tmp_path)
    one_sentence(capsys, answer(data.__main__.main, [*before, text]))


TRAIN = [["stop"], ["resume"], ["delete"], ["promote"], ["compare"], ["--epochs"], ["--learning-rate"], ["--run"]]
TRAIN += [["must-pass"], ["estimate", "--data"], ["search", "--trials=1", "--study"]]


@pytest.mark.parametrize("before", TRAIN, ids=" ".join)
@pytest.mark.parametrize("text", SHORT, ids=range(len(SHORT)))
def test_train(capsys, tmp_path, monkeypatch, before, text):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(READONLY if before[0] == "search" else "UNUSED", "1")
    one_sentence(capsys, answer(train.__main__.main, [*before, text]))


@settings(max_examples=TIER.examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(odd_text.map(lambda text: text.encode("utf-8", "replace").decode()), max_size=4))
def test_any_arguments(capsys, rest):
    if rest and rest[0] in train.__main__.COMMANDS:
        return
    for main in (core.cli.main, data.__main__.main):
        code = answer(main, rest)
        assert code in (0, 1, 2)
        assert "Traceback" not in "".join(capsys.readouterr())


def test_a_title_cannot_command_the_terminal(capsys, tmp_path):
    rows = "".join(
        f"\x1b[2J\x1b[31mA{n % 2},199{n % 9},a war of \x1b]0;x\x07ghosts number {n},Dr\x1b[31mama\n" for n in range(9)
    )
    (tmp_path / "films.csv").write_text("title,year,plot,genres\n" + rows)
    (tmp_path / "none.csv").write_text("ti\x1b[31mtle,year\nA,1999\n")
    for arguments in (["check", "films.csv"], ["describe", "films.csv"], ["check", "none.csv"]):
        data.__main__.main([arguments[0], str(tmp_path / arguments[1])])
        said = "".join(capsys.readouterr())
        assert "\x1b" not in said and "\x07" not in said and said


def test_a_read_only_house_changes_nothing(tmp_path, monkeypatch, capsys):
    """Every way to train, stop, go on, delete or promote is shut in train/runs.py, not only on the screen."""
    from train import search
    from train.runs import run_folder

    run = run_folder.create(TrainConfig(), tmp_path)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setenv(READONLY, "1")
    ways = [
        lambda: control.start(TrainConfig(), tmp_path), lambda: control.create(TrainConfig(), tmp_path),
        lambda: control.stop(run),
        lambda: control.resume(run), lambda: control.finish(run), lambda: control.delete(run),
        lambda: control.dequeue(run), lambda: control.activate(tmp_path / "default", tmp_path),
        lambda: control.roll_back(tmp_path),
        lambda: search.start(TrainConfig(), 1, models=tmp_path),
        lambda: search.search(TrainConfig(), 1, models=tmp_path), lambda: search.stop(models=tmp_path),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(RunError, match="read-only"):
            way()
    assert train.__main__.main(["--run", str(run.folder)]) == 2
    assert train.__main__.main(["--epochs", "1"]) == 2
    assert capsys.readouterr().err.count("read-only") == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_a_read_only_house_reads_no_file_of_its_machine(tmp_path, monkeypatch):
    from dashboard.state.cache.films import tables

    (tmp_path / "films.csv").write_text("secret,columns\n1,2\n")
    monkeypatch.setenv(READONLY, "1")
    with pytest.raises(TableError, match="read-only"):
        tables.table(str(tmp_path / "films.csv"))
    assert len(tables.table("open_plots")) > 1_000


@pytest.mark.parametrize("name", [field.name for field in fields(TrainConfig) if isinstance(field.default, str)])
def test_no_setting_tells_at_a_public_show_which_files_the_machine_has(tmp_path, monkeypatch, name):
    """Whatever text a visitor types as a setting, the answer is the same with such a file and without."""
    there = tmp_path / "films.csv"  # as long a name as the other's: a sentence quotes the beginning of a long path
    there.write_text("title,year,plot,genres,p_Drama\n" + "A,1990,A ghost haunts a house.,Drama,1\n" * 50)
    monkeypatch.setenv(READONLY, "1")

    def answer(path):
        try:
            return control.estimate(TrainConfig(**{name: str(path)}), tmp_path)
        except GenreLensError as error:
            return str(error).replace(path.stem[:5], "NAME")

    assert answer(there) == answer(there.with_name("none_.csv"))
