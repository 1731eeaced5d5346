"""Opens, when imported, what tells languages apart: every door that reads a plot needs it and waits half a second."""

from core.reading import other_language

other_language("A detective hunts a killer.")
