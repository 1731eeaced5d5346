"""Several readers at once over real WebSockets, and a thousand plots' worth of memory in small."""

from itertools import pairwise

import pytest
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Element_pb2 import Element

from benchmarks.load import memory, readers, session
from benchmarks.load.made_up import plot
from benchmarks.load.readers import mixed_up
from benchmarks.load.session import Answer
from tests.support import quick
from tests.support.tiers import TIER

MOST_GROWTH = 5.0  # MB over 100 explanations after the warm-up: 50 kB each


@pytest.mark.slow
def test_every_reader_gets_the_answer_to_their_own_plot(tiny, tiny_model, tmp_path, monkeypatch):
    """The benchmark's quick mode, with more readers."""
    levels = []

    async def load(*arguments):
        levels.append(await real(*arguments))
        return levels[-1]

    real = readers.load
    monkeypatch.setattr(readers, "load", load)
    monkeypatch.setattr(readers, "WARM_UP", 0)
    numbers = ("--sessions", TIER.readers, "--seconds", TIER.reading_seconds, "--think", 0.8)
    quick.run("load.readers", tiny_model, tmp_path, more=list(map(str, numbers)))
    (level,) = levels
    assert not level.errors
    assert len(level.answers) > TIER.readers, "somebody has asked twice, also on a busy machine"
    assert len({answer.plot for answer in level.answers}) == len(level.answers)
    assert mixed_up(level.answers, tiny) == 0
    swapped = [Answer(one.plot, other.bars, other.coloured, 0, 0) for one, other in pairwise(level.answers[:4])]
    assert mixed_up(swapped, tiny) == len(swapped), "the check sees an answer to somebody else's plot"


def test_a_warning_is_part_of_an_answer_and_an_error_box_is_none():
    page = session.Page()
    page.draw(Element(alert=Alert(format=Alert.WARNING, body="hardly better than random words")), 0.1)
    with pytest.raises(session.WrongAnswer, match="The model can"):
        page.draw(Element(alert=Alert(format=Alert.ERROR, body="The model can't be opened.")), 0.2)


def test_no_two_made_up_plots_are_alike():
    plots = [plot(f"50 {session} {number}") for session in range(50) for number in range(40)]
    assert len(set(plots)) == len(plots)
    assert plot("1 1 1") == plot("1 1 1")


@pytest.mark.slow
@pytest.mark.alone
def test_explaining_leaves_memory_flat(tiny):
    samples = memory.explanations(tiny, "guided", repeats=150, every=25)
    warm = [mb for number, mb in samples if number >= 50]
    assert max(warm) - warm[0] < MOST_GROWTH


def test_a_leak_would_be_seen():
    leaks = [(number, 100 + 0.5 * number + (number % 3)) for number in range(10, 210, 10)]
    flat = [(number, 100 + (number % 3)) for number in range(10, 210, 10)]
    assert memory.line(leaks).low > 40
    assert memory.line(flat).low < 0 < memory.line(flat).high
    still = memory.line([(n, 583.0) for n in range(6)])
    assert (still.slope, still.low, still.high) == (0, 0, 0)
