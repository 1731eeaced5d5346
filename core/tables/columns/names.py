"""What people call the columns of a table of films."""

ROLES = {
    "id": ("id", "imdb_id", "imdbid", "imdb_title_id", "tconst", "movie_id", "movieid", "show_id", "tmdb_id"),
    "title": (
        "title", "movie_title", "film_title", "primarytitle", "movie_name", "film_name", "film", "name",
        "original_title", "series_title", "titel", "filmtitel", "titre", "titulo", "título", "titolo",
    ),
    "year": (
        "year", "release_year", "startyear", "title_year", "released_year", "released", "release_date", "date", "jahr",
        "année", "annee", "año", "anno",
    ),
    "plot": (
        "plot", "overview", "storyline", "plot_summary", "synopsis", "summary", "description", "plot_synopsis",
        "plot_outline", "handlung", "inhalt", "beschreibung", "résumé", "sinopsis", "trama", "text",
    ),
    "genres": ("genres", "genre", "listed_in", "genre_names", "movie_genres", "géneros", "generi", "tags"),
    "series": ("series", "show", "series_name", "series_title"),
}  # fmt: skip
WEAK = {"text", "tags", "name", "date", "description", "summary", "film", "show"}  # may be anything: the cells decide


def normalised(name: object) -> str:
    """A column's name as it is looked up: lower case, one underscore between words."""
    return "_".join(str(name).strip().lower().replace("-", " ").replace("_", " ").split())


KNOWN = frozenset(name for names in ROLES.values() for name in names)


def is_known(cell: str) -> bool:
    """Whether a cell is what people call a column."""
    return normalised(cell.strip('"')) in KNOWN
