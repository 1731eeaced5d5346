"""Parts that several pages show and that know none of them; the guard around every part."""
