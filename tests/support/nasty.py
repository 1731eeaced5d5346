"""What no program expects, for every entrance: texts, files, and strategies that make more of them."""

import bz2
import gzip
import json

from hypothesis import strategies as st

BIDI, COMBINING = "\u202egnp.exe\u202c שלום العالم", "Z͑ͫ̓ͪ̂ͫ̽a̴̵̞̾l̀go e\u0301" * 20
TEXTS = [
    "",
    " \t\r\n\u00a0\u2028",
    "\0",
    "war\0ghost",
    "\ud800 half a pair \udfff",
    "\ufeffwar",
    BIDI,
    COMBINING,
    "x" * 100_000,
    "war " * 50_000,
    "'" * 10_000,
    "n't" * 5_000,
    "1,000.5" * 5_000,
    "ﬁ ﷺ ǅ İ ẞ ﬀ K Å",
    "👩‍👩‍👧‍👦🏳️‍🌈🚀",
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "${7*7} {{7*7}} %s %n %(x)s {0}",
    "../../../../etc/passwd",
    "$\\frac{1}{0}$ :red[x] :material/home: ![x](http://127.0.0.1:9/x.png)",
]
HEADER = "title,year,plot,genres\n"
GOOD = "A film,1999,A war begins.,Drama|War\n"
FILES = {
    "empty": b"",
    "blanks": b" \n\r\n\t",
    "one byte that is no text": b"\x80",
    "bytes that are no text": b"\x80\xfe\n",
    "binary": bytes(range(256)) * 50,
    "nul": (HEADER + "A,1999,a\0b,Drama\n" + GOOD).encode(),
    "bom": ("\ufeff" + HEADER + GOOD).encode(),
    "utf-16": (HEADER + GOOD).encode("utf-16"),
    "utf-32": (HEADER + GOOD).encode("utf-32"),
    "latin-1": (HEADER + "É,1999,é,Drama\n").encode("latin-1"),
    "mixed encodings": (HEADER + "É,1999,").encode() + "é".encode("latin-1") + b",Drama\n" + GOOD.encode(),
    "surrogates": (HEADER + GOOD).encode() + b"\xed\xa0\x80,1999,a war,Drama\n",
    "crlf": (HEADER + GOOD).replace("\n", "\r\n").encode(),
    "cr": (HEADER + GOOD).replace("\n", "\r").encode(),
    "open quote": (HEADER + 'A,1999,"never closed,Drama\n' + GOOD * 50).encode(),
    "quotes": (HEADER + '"A" b,1999,"""",Drama\n' + GOOD).encode(),
    "10,000 columns": (",".join(map(str, range(10_000))) + "\n" + "x," * 9_999 + "x\n").encode(),
    "10,000 columns with ours": ("title,plot,genres," + ",".join(map(str, range(10_000))) + "\nA,war,Drama\n").encode(),
    "one large cell": (HEADER + f"A,1999,{'war ' * 300_000},Drama\n" + GOOD).encode(),
    "years": (HEADER + "".join(f"A,{y},war,Drama\n" for y in ("NaN", "inf", "-inf", "1e400", "٣", "9" * 400))).encode(),
    "genres": (HEADER + 'A,1,war,"a|b;c,d|[""x""]|"\nB,1,war,[[[[\nC,1,war,"{""a"": [1]}"\n').encode(),
    "same header twice": b"plot,plot,title,genres\nwar,ghost,A,Drama\n",
    "no header": GOOD.encode(),
    "deep json": b"[" * 100_000,
    "json surrogates": b'{"title": "\\ud800", "plot": "a \\udfff war", "genres": ["Drama"]}\n',
    "json numbers": b'{"title": 1, "plot": NaN, "genres": 1e999}\n{"title": {}, "plot": [1], "genres": {"name": 3}}\n',
    "json without names": b'{"": [{"": null}]}',
    "json digits": b'{"title": ' + b"9" * 10_000 + b', "plot": "war", "genres": "Drama"}\n',
    "zip": b"PK\x03\x04" + bytes(100),
    "cut gzip": gzip.compress((HEADER + GOOD * 999).encode())[:60],
    "broken gzip": gzip.compress((HEADER + GOOD * 999).encode())[:20] + b"\xff" * 40,
    "gzip in gzip": gzip.compress(gzip.compress((HEADER + GOOD).encode())),
    "cut bz2": bz2.compress((HEADER + GOOD * 999).encode())[:80],
    "parquet magic": b"PAR1" + bytes(64) + b"PAR1",
}
ENDINGS = ("csv", "tsv", "jsonl", "json", "parquet", "csv.gz", "tsv.gz", "txt", "weird")

odd_text = st.one_of(
    st.text(max_size=80),
    st.sampled_from(TEXTS),
    st.text(st.characters(codec=None), max_size=30),  # surrogates too
)
cells = st.one_of(
    odd_text, st.sampled_from(["Drama|War", "A war begins.", "title", "plot", "genres", "1999", '"', ",", "\n", "nan"])
)
delimited = st.builds(
    lambda rows, mark, end, quote: end.join(mark.join(quote + cell + quote for cell in row) for row in rows),
    st.lists(st.lists(cells, max_size=5), max_size=6),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", '"']),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(odd_text, inner, max_size=4),
    max_leaves=8,
)
records = st.dictionaries(st.sampled_from(["title", "plot", "genres", "year", "id", "series", "x"]), values, max_size=6)
json_lines = st.lists(records, max_size=5).map(lambda rows: "\n".join(map(json.dumps, rows)))
contents = st.one_of(
    st.binary(max_size=200),
    st.one_of(delimited, json_lines).map(lambda text: text.encode("utf-8", "surrogatepass")),
    delimited.map(lambda text: (HEADER + text).encode("utf-8", "replace")),
    st.sampled_from([content for content in FILES.values() if len(content) < 10_000]),
)


def is_one_sentence(error: BaseException) -> bool:
    """Whether a message is what a person can be shown: one line with an end, and no path into this program."""
    text = str(error)
    return bool(text.strip()) and len(text.splitlines()) == 1 and "Traceback" not in text and len(text) < 2_500
