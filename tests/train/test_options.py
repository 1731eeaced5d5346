"""Settings on the command line: what is typed becomes settings, and settings become the command that asks for them."""

import argparse
import json
import shlex
from dataclasses import fields, replace

import pytest

import train.__main__
from core.model.network.presets import PRESETS, NetworkConfig
from core.model.network.settings import Bounds
from train.config import ConfigError, TrainConfig
from train.options import add_settings, command, config_of

OTHER = TrainConfig(
    data="-odd name's.csv",
    epochs=3,
    learning_rate=0.01,
    score_where="clean=1",
    scored_weight=2.0,
    split="random",
    network=replace(PRESETS["original"], lstm_units=9, pooling=True, dropout=0.5),
)


def parse(*arguments: str) -> TrainConfig:
    parser = argparse.ArgumentParser()
    add_settings(parser)
    return config_of(parser.parse_args(arguments))


def test_nothing_typed_is_the_default():
    assert parse() == TrainConfig()
    assert command(TrainConfig()) == "python -m train --preset genrelens"


@pytest.mark.parametrize("config", [TrainConfig(), OTHER, TrainConfig(network=PRESETS["original"])])
def test_the_command_of_settings_gives_the_same_settings(config):
    assert parse(*shlex.split(command(config))[3:]) == config


def test_a_config_file_carries_every_setting_and_options_go_on_top(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(OTHER.to_dict()))
    assert parse(f"--config={path}") == OTHER
    changed = replace(OTHER, epochs=5, network=replace(OTHER.network, lstm_layers=1))
    assert parse(f"--config={path}", "--epochs=5", "--lstm-layers=1") == changed
    assert parse(f"--config={path}", "--preset=genrelens").network == NetworkConfig()


@pytest.mark.parametrize("content", [None, "{", "[1]", '{"gone": 1}', '{"epochs": 0}', '{"lstm_units": 8}'])
def test_a_config_file_that_cannot_be_used_is_named(tmp_path, content):
    path = tmp_path / "config.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match=r"config\.json can't be used"):
        parse(f"--config={path}")


def edges():
    """Every number with bounds, one value outside each and one on each inner edge."""
    for kind in (TrainConfig, NetworkConfig):
        for setting in fields(kind):
            bounds = setting.metadata.get("bounds", Bounds())
            number, tiny = type(setting.default), 1 if isinstance(setting.default, int) else 1e-9
            for edge, sign in ((bounds.least, -1), (bounds.most, 1)):
                if edge is not None:
                    yield kind, setting.name, number(edge + sign * tiny), number(edge)
            for edge, sign in ((bounds.above, 1), (bounds.below, -1)):
                if edge is not None:
                    yield kind, setting.name, number(edge), number(edge + sign * tiny)


def build(kind, name, value):
    if kind is NetworkConfig:
        return TrainConfig(network=NetworkConfig(**{name: value}))
    return TrainConfig(**{name: value}, **({"score_where": "a=b"} if name == "scored_weight" else {}))


@pytest.mark.parametrize(("kind", "name", "outside", "inside"), list(edges()))
def test_the_check_keeps_the_bounds_beside_each_setting(kind, name, outside, inside):
    build(kind, name, inside)
    with pytest.raises(ConfigError, match=f"^{name} is .*; it must be "):
        build(kind, name, outside)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"epochs": 0}, "epochs is 0; it must be at least 1."),
        ({"seed": -1}, "seed is -1; it must be between 0 and 4,294,967,295."),
        ({"learning_rate": 7.0}, "learning_rate is 7.0; it must be above 0 and below 1, such as 0.004."),
        ({"word_dropout": 1.0}, "word_dropout is 1.0; it must be at least 0 and below 1."),
        ({"split": "x"}, "split is 'x'; it must be title or random."),
        ({"epochs": "9"}, "epochs is '9'; it must be of the same kind as its default, 15."),
        ({"epochs": True}, "epochs is True; it must be of the same kind as its default, 15."),
        ({"dropout": float("nan")}, "dropout is nan; it must be of the same kind as its default, 0.3."),
    ],
)
def test_the_sentence_about_a_bad_value(values, sentence):
    kind = NetworkConfig if "dropout" in values else TrainConfig
    with pytest.raises(ConfigError) as caught:
        build(kind, *next(iter(values.items())))
    assert str(caught.value) == sentence


def test_help_shows_range_choices_and_default(capsys):
    parser = argparse.ArgumentParser()
    add_settings(parser)
    text = " ".join(parser.format_help().split())
    assert "the best one is kept (at least 1; default: 15)" in text
    assert "(title or random; default: title)" in text
    assert "(at least 0 and below 1; default: the preset's)" in text


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--epochs", "3"], "--epochs"),
        (["--no-pooling", "--lstm-units=9"], "--lstm-units and --no-pooling|--pooling"),
        (["--preset", "original", "--out", "x"], "--preset and --out"),
        (["--config", "c.json"], "--config"),
    ],
)
def test_settings_beside_a_run_are_refused_for_they_would_be_ignored(options, named, tmp_path, capsys):
    assert train.__main__.main(["--run", str(tmp_path), *options]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: --run trains with the settings that the run was created with.")
    assert any(f"Leave out {part}" in told or part in told for part in named.split("|")), told
