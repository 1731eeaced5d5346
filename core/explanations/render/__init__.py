"""An explanation for people: coloured HTML, one sentence, a page to take away."""
