"""Lines of logs in eight forms, with everything in them drawn by chance."""

from collections.abc import Callable

import numpy as np

Rng = np.random.Generator


def number(rng: Rng, low: int, high: int) -> int:
    """A whole number from ``low`` to below ``high``."""
    return int(rng.integers(low, high))


def pick(rng: Rng, choices: str) -> str:
    """One of some words."""
    return str(rng.choice(choices.split()))


def _hex(rng: Rng) -> str:
    return f"{number(rng, 0, 2**32):08x}"


def _address(rng: Rng) -> str:
    return ".".join(str(number(rng, 1, 255)) for _ in range(4))


def _clock(rng: Rng) -> str:
    return f"{number(rng, 0, 24):02}:{number(rng, 0, 60):02}:{number(rng, 0, 60):02}"


def _service(rng: Rng) -> str:
    day = f"2024-{number(rng, 1, 13):02}-{number(rng, 1, 29):02} {_clock(rng)},{number(rng, 0, 999):03}"
    what = f"{pick(rng, 'request task job batch query')} {_hex(rng)} {pick(rng, 'finished failed queued started')}"
    level = f"{pick(rng, 'INFO WARNING ERROR DEBUG')} [worker-{number(rng, 1, 9)}]"
    return f"{day} {level} {what} in {number(rng, 2, 9000)} ms"


def _web(rng: Rng) -> str:
    day = f"[{number(rng, 1, 29):02}/Mar/2024:{_clock(rng)} +0000]"
    asked = f'"GET /{pick(rng, "api img static login")}/{_hex(rng)} HTTP/1.1"'
    return f'{_address(rng)} - - {day} {asked} {pick(rng, "200 301 404 500")} {number(rng, 100, 90000)} "-" "curl/8"'


def _kernel(rng: Rng) -> str:
    day = f"{pick(rng, 'Jan Feb Mar Apr May')} {number(rng, 1, 29):2} {_clock(rng)} host-{number(rng, 1, 40)}"
    what = f"{pick(rng, 'usb eth0 sda1 nvme0 wlan0')}: {pick(rng, 'link reset timeout mounted remounted')}"
    return f"{day} kernel: [{number(rng, 1, 99999)}.{number(rng, 0, 999999):06}] {what} (code {number(rng, 0, 99)})"


def _json(rng: Rng) -> str:
    head = f'"ts": {number(rng, 1_600_000_000, 1_700_000_000)}, "level": "{pick(rng, "info warn error")}"'
    what = f'"svc": "{pick(rng, "auth cart mail search")}", "msg": "{pick(rng, "cache_miss retry timeout ok denied")}"'
    return f'{{{head}, {what}, "id": "{_hex(rng)}"}}'


def _tests(rng: Rng) -> str:
    name = f"test_{pick(rng, 'parser reader writer index cache')}.py::test_{_hex(rng)}"
    return f"{name} {pick(rng, 'PASSED FAILED SKIPPED')} [{number(rng, 1, 100):3}%]"


def _crash(rng: Rng) -> str:
    where = f"{pick(rng, 'db.cc net.cc gpu.cc mem.cc')}:{number(rng, 10, 999)}]"
    what = f"{pick(rng, 'assert abort refuse drop')} status={number(rng, 0, 255)} peer={_address(rng)}"
    return f"E{number(rng, 1000, 9999)} {_clock(rng)} {_hex(rng)} {where} {what}"


def _packages(rng: Rng) -> str:
    version = f"{number(rng, 0, 9)}.{number(rng, 0, 20)}-{number(rng, 1, 5)}"
    return f"Get:{number(rng, 1, 300)} stable/main amd64 lib{_hex(rng)[:4]} amd64 {version} [{number(rng, 5, 900)} kB]"


def _build(rng: Rng) -> str:
    step = f"#{number(rng, 1, 40)} {number(rng, 0, 90)}.{number(rng, 0, 999):03} {pick(rng, 'COPY RUN FROM CACHED')}"
    return f"{step} sha256:{_hex(rng)}{_hex(rng)} {number(rng, 1, 90)}.{number(rng, 0, 99):02}MB done"


FORMS: tuple[Callable[[Rng], str], ...] = (_service, _web, _kernel, _json, _tests, _crash, _packages, _build)
