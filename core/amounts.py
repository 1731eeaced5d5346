"""Numbers of things as people say them."""


def amount(count: int, thing: str, things: str = "") -> str:
    """``1 film``, ``2 films``, ``1,020 films``; ``things``: the plural where it takes more than an s."""
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"
