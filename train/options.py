"""Settings as options of a command line, both ways: options to a TrainConfig, a TrainConfig to its command."""

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import Field, fields, replace
from pathlib import Path
from typing import Any

from core.model.network.presets import PRESETS, NetworkConfig
from core.model.network.settings import allowed
from train.config import TrainConfig

DEFAULT_PRESET = "genrelens"


def add_settings(parser: argparse.ArgumentParser) -> None:
    """One option per setting, with its help, range and default; what is not typed is not in the result."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="start from the settings in this config.json")
    for setting in _of_run():
        _add(parser, setting, str(setting.default or "none"))
    parser.add_argument("--preset", choices=PRESETS, help=f"which network (default: {DEFAULT_PRESET})")
    for setting in fields(NetworkConfig):
        _add(parser, setting, "the preset's")


def _of_run() -> list[Field]:
    return [setting for setting in fields(TrainConfig) if setting.name != "network"]


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _add(parser: argparse.ArgumentParser, setting: Field, default: str) -> None:
    notes = "; ".join(filter(None, (allowed(setting), f"default: {default}")))
    text = f"{setting.metadata['help']} ({notes})".replace("%", "%%")
    flag = _flag(setting.name)
    if isinstance(setting.default, bool):
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=text)
    else:
        parser.add_argument(flag, type=type(setting.default), default=argparse.SUPPRESS, help=text)


def config_of(options: argparse.Namespace) -> TrainConfig:
    """The settings of ``--config`` or the defaults, with whatever was typed on top. Raises ConfigError."""
    base = TrainConfig.read(options.config) if options.config else TrainConfig()
    network = PRESETS[options.preset] if options.preset else base.network
    return replace(
        base,
        **{s.name: getattr(options, s.name) for s in _of_run() if s.name in options},
        network=replace(
            network, **{s.name: getattr(options, s.name) for s in fields(NetworkConfig) if s.name in options}
        ),
    )


def typed(options: argparse.Namespace) -> list[str]:
    """The options that say what a new run is like, as they were typed: its settings and where its model goes."""
    names = [*(s.name for s in _of_run()), *(s.name for s in fields(NetworkConfig))]
    others = [name for name in ("config", "preset", "out") if getattr(options, name, None) is not None]
    return [_flag(name) for name in (*others, *(name for name in names if name in options))]


def command(config: TrainConfig) -> str:
    """The command that trains the same model again: every setting that is not the default."""
    preset = config.preset if config.preset in PRESETS else DEFAULT_PRESET
    options = [
        *_changed(config, TrainConfig(), _of_run()),
        f"--preset {preset}",
        *_changed(config.network, PRESETS[preset], list(fields(NetworkConfig))),
    ]
    return " ".join(["python -m train", *options])


def _changed(settings: Any, default: Any, described: list[Field]) -> Iterator[str]:
    for setting in described:
        value = getattr(settings, setting.name)
        if value == getattr(default, setting.name):
            continue
        if isinstance(value, bool):
            yield _flag(setting.name) if value else _flag(f"no_{setting.name}")
        else:
            yield f"{_flag(setting.name)}={shlex.quote(str(value))}"
