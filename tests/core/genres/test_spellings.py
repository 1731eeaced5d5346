"""Genres as people write them: every spelling, separator, wrapping and language comes to IMDb's names."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.genres import IMDB_GENRES, canonical, is_sentence, parse, written
from core.genres.cells import clean

COMMON = {
    "Action": ["action"],
    "Adventure": ["adventure"],
    "Animation": ["animation", "animated", "cartoon"],
    "Biography": ["biography", "biographical", "biopic"],
    "Comedy": ["comedy"],
    "Crime": ["crime"],
    "Documentary": ["documentary"],
    "Drama": ["drama"],
    "Family": ["family", "children's", "kids"],
    "Fantasy": ["fantasy"],
    "Film-Noir": ["film-noir", "film noir"],
    "History": ["history", "historical"],
    "Horror": ["horror"],
    "Music": ["music"],
    "Musical": ["musical"],
    "Mystery": ["mystery"],
    "Romance": ["romance", "romantic"],
    "Sci-Fi": ["sci-fi", "science fiction", "scifi", "science-fiction"],
    "Sport": ["sport", "sports"],
    "Thriller": ["thriller"],
    "War": ["war"],
    "Western": ["western"],
}
FORMS = (
    "{}",
    "{}s",
    "{} movies",
    "{} films",
    "{} Film",
    "TV {}",
    "{} TV shows",
    "{} fiction",
    "{} (film)",
    "{} series",
)
JOINTS = (
    ",",
    ", ",
    ";",
    "; ",
    "|",
    " | ",
    "/",
    " / ",
    " & ",
    " and ",
    " · ",
    " • ",
    "\n",
    "\t",
    "\\",
    " + ",
    " > ",
    " - ",
)
WRAPPED = {
    "JSON": json.dumps,
    "Python": repr,
    "a set": lambda names: "{" + ", ".join(map(repr, names)) + "}",
    "NumPy": lambda names: str(np.array(names)),
    "R": lambda names: f"c({', '.join(map(json.dumps, names))})",
    "PostgreSQL": lambda names: "{" + ",".join(json.dumps(name) if " " in name else name for name in names) + "}",
    "objects": lambda names: json.dumps([{"id": i, "name": name} for i, name in enumerate(names)]),
    "Python objects": lambda names: repr([{"id": i, "name": name} for i, name in enumerate(names)]),
    "a map": lambda names: json.dumps({f"/m/0{i}": name for i, name in enumerate(names)}),
    "flags": lambda names: json.dumps({"Opera": 0} | dict.fromkeys(names, 1)),
    "a list": list,
    "a tuple": tuple,
    "an array": lambda names: np.array(names, dtype=object),
    "pairs of a map": lambda names: [(f"/m/0{i}", name) for i, name in enumerate(names)],
    "hashtags": lambda names: " ".join("#" + "".join(part.capitalize() for part in name.split()) for name in names),
    "brackets": lambda names: f"[{', '.join(names)}]",
}
CASES = (str, str.upper, str.title, str.capitalize)
chosen = st.lists(st.sampled_from(sorted(COMMON)), min_size=1, max_size=4, unique=True)


@st.composite
def spelt(draw):
    genres = draw(chosen)
    names = [
        draw(st.sampled_from(CASES))(draw(st.sampled_from(FORMS)).format(draw(st.sampled_from(COMMON[genre]))))
        for genre in genres
    ]
    return genres, names


@given(spelt(), st.sampled_from(JOINTS))
def test_every_spelling_with_every_separator(films, joint):
    genres, names = films
    assert parse(joint.join(names)) == genres


@given(spelt(), st.sampled_from(sorted(WRAPPED)))
def test_every_spelling_in_every_wrapping(films, kind):
    genres, names = films
    if kind == "hashtags":
        names = [name.replace("(", "").replace(")", "").replace("-", " ").replace("'", "") for name in names]
    assert parse(WRAPPED[kind](names)) == genres


@given(chosen)
def test_names_side_by_side_without_a_separator(genres):
    assert parse(" ".join(COMMON[genre][0] for genre in genres)) == genres


@pytest.mark.parametrize(
    ("text", "genres"),
    [
        ("Comedy-drama", "Comedy Drama"),
        ("Rom-Com", "Romance Comedy"),
        ("Romantic Comedy", "Romance Comedy"),
        ("short action/crime western", "Short Action Crime Western"),
        ("Kids & Family", "Family"),
        ("Children & Family Movies", "Family"),
        ("Sci-Fi & Fantasy", "Sci-Fi Fantasy"),
        ("TV Action & Adventure", "Action Adventure"),
        ("Music & Musicals", "Music Musical"),
        ("Musical & Performing Arts", "Musical"),
        ("Mystery & Suspense", "Mystery Thriller"),
        ("Stand-Up Comedy", "Comedy"),
        ("Anime Features", "Animation"),
        ("Psychological thriller", "Thriller"),
        ("Comedy of manners", "Comedy"),
        ("Historical fiction", "History"),
        ("Adult Animation", "Animation"),
        ("Adult", "Adult"),
        ("Talk Show", "Talk-Show"),
        ("Reality TV", "Reality-TV"),
        ("dramedy", "Comedy Drama"),
        ("TVDramas", "Drama"),
    ],
)
def test_known_answers(text, genres):
    assert parse(text) == genres.split()


OTHER_LANGUAGES = {
    "German": "Actionfilm, Abenteuerfilm, Zeichentrickfilm, Biografie, Komödie, Krimi, Dokumentarfilm, Drama,"
    " Familienfilm, Fantasyfilm, Film noir, Historienfilm, Horrorfilm, Musikfilm, Musical, Mystery, Liebesfilm,"
    " Science-Fiction-Film, Sportfilm, Thriller, Kriegsfilm, Western",
    "German plurals": "Actionfilme, Abenteuer, Trickfilme, Biographien, Komödien, Krimis, Dokumentationen, Dramen,"
    " Familienfilme, Fantasy, Film noir, Historienfilme, Horrorfilme, Musikfilme, Musicals, Mystery, Liebesfilme,"
    " Science-Fiction, Sportfilme, Thriller, Kriegsfilme, Western",
    "French": "film d'action, aventure, film d'animation, biographie, comédie, policier, documentaire, drame, famille,"
    " fantastique, film noir, historique, horreur, musique, comédie musicale, mystère, romance, science-fiction, sport,"
    " thriller, guerre, western",
    "Spanish": "acción, aventuras, animación, biografía, comedia, crimen, documental, drama, familiar, fantasía,"
    " cine negro, histórica, terror, música, musical, misterio, romántica, ciencia ficción, deportes, suspenso, bélica,"
    " película del oeste",
    "Italian": "azione, avventura, animazione, biografico, commedia, poliziesco, documentario, drammatico, famiglia,"
    " fantastico, noir, storico, orrore, musica, musicale, mistero, romantico, fantascienza, sportivo, thriller,"
    " guerra, western",
    "Japanese": "アクション, アドベンチャー, アニメ, 伝記, コメディ, 犯罪, ドキュメンタリー, ドラマ, ファミリー,"
    " ファンタジー, フィルム・ノワール, 歴史, ホラー, 音楽, ミュージカル, ミステリー, 恋愛, SF, スポーツ, スリラー,"
    " 戦争, 西部劇",
    "Japanese films": "アクション映画, 冒険映画, アニメ映画, 伝記映画, コメディ映画, 犯罪映画, ドキュメンタリー映画,"
    " ドラマ映画, ファミリー映画, ファンタジー映画, フィルムノワール, 歴史映画, ホラー映画, 音楽映画, ミュージカル映画,"
    " ミステリー映画, 恋愛映画, SF映画, スポーツ映画, サスペンス映画, 戦争映画, ウエスタン",
}  # fmt: skip


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_the_22_genres_in_other_languages(language):
    names = OTHER_LANGUAGES[language].split(", ")
    assert [parse(name) for name in names] == [[genre] for genre in COMMON]
    assert parse("、".join(names) if "Japanese" in language else ", ".join(names)) == list(COMMON)
    assert [parse(name.upper()) for name in names] == [[genre] for genre in COMMON]


@pytest.mark.parametrize(
    ("text", "genres"),
    [("Liebeskomödie", "Romance Comedy"), ("Kriegsdrama", "War Drama"), ("ラブコメ", "Romance Comedy"),
     ("Comédie dramatique", "Comedy Drama"), ("comedia romántica", "Comedy Romance"), ("Film dell'orrore", "Horror"),
     ("Krimi und Komödie", "Crime Comedy"), ("drama y comedia", "Drama Comedy"), ("Kinder & Familie", "Family")],
)  # fmt: skip
def test_compounds_and_connecting_words_of_other_languages(text, genres):
    assert parse(text) == genres.split()


@pytest.mark.parametrize("name", IMDB_GENRES)
def test_imdbs_own_names_are_themselves(name):
    assert parse(name) == [name] and canonical(name) == name and canonical(name.lower()) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("War & Politics", ["War", "Politics"]),
        ("Drama, Telenovela", ["Drama", "Telenovela"]),
        ("Faith & Spirituality", ["Faith & Spirituality"]),
        ("International Movies", ["International Movies"]),
        ("Slice of life", ["Slice of life"]),
        ("Warfare", ["Warfare"]),
        ("Dramatis personae of note", ["Dramatis personae of note"]),
        ("Not a comedy", ["Not a comedy"]),
        ("a dog and a boxer go to war", ["a dog and a boxer go to war"]),
        ("He finds love, crime, and a family in Paris.", ["He finds love, crime, and a family in Paris."]),
    ],
)
def test_what_is_not_understood_stays_as_it_was_written(text, names):
    assert parse(text) == names


@given(st.lists(st.text(max_size=30), max_size=5))
def test_no_name_is_lost(names):
    assert all(bool(parse([name])) == bool(clean(name)) for name in names)
    assert set(parse(names)) == {genre for name in names for genre in parse([name])}


@pytest.mark.parametrize(
    "cell", [None, float("nan"), "", " ", "N/A", "nan", "None", "[]", "{}", "-", "(no genres listed)"]
)
def test_no_genre(cell):
    assert parse(cell) == [] and written(cell) == []


def test_names_of_ones_own_are_split_and_left_alone():
    assert written("Stand-Up Comedy|Faith & Spirituality|Kids, Family") == [
        "Stand-Up Comedy",
        "Faith & Spirituality",
        "Kids, Family",
    ]
    assert written('["Moody, dark", "Cosy"]') == ["Moody, dark", "Cosy"]


@pytest.mark.parametrize("text", ["Action, Adventure, Comedy, Crime, Drama, War", "Sci-Fi & Fantasy", "Drama.", "Kids"])
def test_lists_of_genres_are_no_sentences(text):
    assert not is_sentence(text)


@pytest.mark.parametrize("text", ["A boxer goes to war for his brother.", "Two men who were lost in the desert"])
def test_sentences(text):
    assert is_sentence(text)
