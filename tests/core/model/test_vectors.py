import zipfile

import numpy as np
import pytest

from core.errors import GloveError
from core.model.network import vectors
from core.text import Vocabulary

VOCABULARY = Vocabulary(("[PAD]", "[UNK]", "ship", "house", "zzqx"))
TEXT = "house 1 2 3\nthe 0 0 0\nship -1.5 0.25 4e-1\n"


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "glove.6B.3d.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_text_file(text_file):
    found = vectors.embed(VOCABULARY, text_file)
    assert found.matrix.shape == (5, 3)
    assert found.matrix.dtype == np.float32
    assert found.matrix[2] == pytest.approx([-1.5, 0.25, 0.4])
    assert found.matrix[3].tolist() == [1, 2, 3]
    assert found.matrix[0].tolist() == [0, 0, 0], "padding is zero"
    assert found.known.tolist() == [False, False, True, True, False]
    assert found.coverage == pytest.approx(2 / 3)


def test_more_numbers_a_word_than_any_vectors_have(tmp_path):
    path = tmp_path / "glove.6B.3000d.txt"
    path.write_text("ship" + " 0" * 3_000 + "\n", encoding="utf-8")
    with pytest.raises(GloveError, match=r"3,000 numbers a word, more than 2,000"):
        vectors.embed(VOCABULARY, path)


def test_unknown_words_are_drawn_with_the_seed(text_file):
    first, same, other = (vectors.embed(VOCABULARY, text_file, seed).matrix for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert not np.array_equal(first[4], other[4])
    assert np.abs(first[[1, 4]]).max() > 0


def test_a_zip_gives_its_smallest_vectors(tmp_path):
    path = tmp_path / "glove.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("glove.6B.9d.txt", "house " + " ".join("123456789") + "\n")
        archive.writestr("glove.6B.3d.txt", TEXT[:12])
    assert vectors.embed(VOCABULARY, path).matrix[3].tolist() == [1, 2, 3]


def test_the_packaged_vectors_are_the_official_ones():
    found = vectors.embed(VOCABULARY)
    assert found.matrix.shape == (5, 50)
    assert found.known.tolist() == [False, False, True, True, False]


def test_asking_for_words_agrees_with_the_list_of_them():
    packaged = vectors._packaged_words().to_pylist()
    assert len(packaged) == 400_000
    words = ["the", "haunted", "zzyzxq", "", "İstanbul", "the", packaged[-1]]
    ranks = [packaged.index(word) if word in packaged else -1 for word in words]
    assert vectors.packaged_ranks(words).tolist() == ranks
    assert vectors.packaged_knows(words).tolist() == [rank >= 0 for rank in ranks]
    assert vectors.packaged_knows([]).tolist() == []
    near, far = (vectors.embed(Vocabulary(("[PAD]", "[UNK]", "king", other))).matrix for other in ("queen", "cabbage"))
    cosine = [np.dot(m[2], m[3]) / np.linalg.norm(m[2]) / np.linalg.norm(m[3]) for m in (near, far)]
    assert cosine[0] > 0.7 > 0.3 > cosine[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("400000 50\n", "line 1: expected a word and 2 numbers"),
        ("house 1 2 3\nship 1 2\n", "line 2: expected a word and 3 numbers"),
        ("house 1 two 3\n", "line 1: could not convert"),
        ("house 1 nan 3\n", "line 1: a number is not finite"),
        (b"house 1 2 \xff\xfe\n", "is not a GloVe file"),
    ],
)
def test_malformed_files(tmp_path, content, message):
    path = tmp_path / "bad.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(GloveError, match=message):
        vectors.embed(VOCABULARY, path)


def test_files_that_are_not_there_or_not_zips(tmp_path):
    with pytest.raises(GloveError, match="There is no GloVe file at .*nowhere"):
        vectors.embed(VOCABULARY, tmp_path / "nowhere.txt")
    with pytest.raises(GloveError, match="is not a GloVe file"):
        vectors.embed(VOCABULARY, tmp_path)
    fake = tmp_path / "fake.zip"
    fake.write_text("no zip")
    with pytest.raises(GloveError, match="is not a GloVe file"):
        vectors.embed(VOCABULARY, fake)
    with zipfile.ZipFile(fake, "w") as archive:
        archive.writestr("readme.md", "hello")
    with pytest.raises(GloveError, match=r"holds no glove\.\*\.txt"):
        vectors.embed(VOCABULARY, fake)
