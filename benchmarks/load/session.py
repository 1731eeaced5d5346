"""One reader of the app: a WebSocket that speaks Streamlit's own messages, as a browser does."""

import asyncio
import time
from dataclasses import dataclass

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

TOO_LONG = 120.0  # seconds without an answer are an error


@dataclass(frozen=True)
class Answer:
    """What the page showed for a session's plot, and the seconds until the words appeared and the page was done."""

    plot: str
    bars: str
    coloured: str
    words: float
    page: float


class WrongAnswer(Exception):
    """The app said that something went wrong, or didn't answer."""


class Page:
    """What a page shows so far, as its elements arrive."""

    def __init__(self) -> None:
        self.bars, self.coloured, self.words = "", "", 0.0

    def draw(self, element: Element, now: float) -> dict[str, str]:
        """Take in an element; returns the id of a widget by its key. Raises WrongAnswer for an error box."""
        kind = element.WhichOneof("type")
        if kind == "exception" or (kind == "alert" and element.alert.format == Alert.ERROR):
            raise WrongAnswer(str(getattr(element, kind))[:100])
        if kind == "bidi_component":
            self._take(element.bidi_component.component_name, element.bidi_component.json, now)
        if kind not in ("text_area", "button"):
            return {}
        widget = getattr(element, kind)
        return {widget.id.rpartition("-")[2]: widget.id}

    def _take(self, component: str, data: str, now: float) -> None:
        """Keep what a component gets to draw."""
        if component == "genre_bars":
            self.bars = data
        elif component == "coloured_plot":
            self.coloured, self.words = data, now


class Session:
    """One reader: a WebSocket, and what its browser would remember."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.ids: dict[str, str] = {}  # widgets by the key at the end of their id
        self.query = self.script = ""

    async def ask(self, text: str | None = None) -> Answer:
        """Run the page, with ``text`` typed into the box; returns what it shows. Raises WrongAnswer."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self.script
        if text is not None:
            rerun.widget_states.widgets.add(id=self.ids["plot"], string_value=text)
            rerun.widget_states.widgets.add(id=self.ids["predict"], trigger_value=True)
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        return await self._drawn(text or "", began)

    async def _drawn(self, text: str, began: float) -> Answer:
        page = Page()
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(decode=False), TOO_LONG))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.script = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta":
                self.ids |= page.draw(message.delta.new_element, time.perf_counter() - began)
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or not page.coloured:
                    raise WrongAnswer("the page was not drawn to its end")
                return Answer(text, page.bars, page.coloured, page.words, time.perf_counter() - began)


def opened(address: str) -> connect:
    """A WebSocket to the app, as a browser on the same machine opens it."""
    socket = address.replace("http", "ws", 1) + "/_stcore/stream"
    protocols = [Subprotocol("streamlit")]
    return connect(socket, origin=Origin(address), subprotocols=protocols, max_size=None, ping_interval=None)
