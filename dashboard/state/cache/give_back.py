"""Memory that was freed goes back to the system: the allocators would keep a large table's for the next one."""

import contextlib
import ctypes
import functools
import sys
from collections.abc import Callable

import pyarrow as pa


@functools.cache
def _trim() -> Callable[[int], int] | None:
    """``malloc_trim`` of the GNU C library; None on a system without it."""
    if sys.platform != "linux":
        return None
    with contextlib.suppress(OSError, AttributeError):
        return ctypes.CDLL(None).malloc_trim
    return None


def give_back() -> None:
    """Give back what Arrow and the C library hold in vain. A table of 70 MB leaves some 100 MB of it behind."""
    pa.default_memory_pool().release_unused()
    if trim := _trim():
        trim(0)
