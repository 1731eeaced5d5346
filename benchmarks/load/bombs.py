"""Archives of a few megabytes that unpack to a gigabyte of the same again and again: each piece is packed once."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

Inputs = dict[str, Callable[[Path], object]]  # what writes a file or a folder to its path, by its name
END = b"\x03\x00"  # of a deflate stream: a last block of nothing


@dataclass(frozen=True)
class Deflated:
    """A deflate ``stream``, and the ``checksum`` (CRC-32) and ``size`` in bytes of what it unpacks to."""

    stream: bytes
    checksum: int
    size: int


def repeated(head: bytes, piece: bytes, times: int) -> Deflated:
    """``head`` and then ``piece`` so many times."""
    return joined(chain([head], repeat(piece, times)))


def joined(pieces: Iterable[bytes]) -> Deflated:
    """One piece after another; equal ones are packed once."""
    parts: dict[bytes, bytes] = {}
    stream = bytearray()
    checksum = size = 0
    for piece in pieces:
        if piece not in parts:
            parts[piece] = _part(piece)
        stream += parts[piece]
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    return Deflated(bytes(stream) + END, checksum, size)


def _part(content: bytes) -> bytes:
    """A part of a deflate stream that refers to nothing before it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def gzip_file(path: Path, content: Deflated) -> None:
    """A gzip file; see RFC 1952."""
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    path.write_bytes(head + content.stream + struct.pack("<II", content.checksum, content.size))


def zip_file(path: Path, contents: dict[str, Deflated]) -> None:
    """A ZIP archive: each stream is stored as it is, and its entry then says that it is deflated."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name)
            archive.writestr(entry, content.stream)
            entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, content.checksum, content.size
            assert archive.fp is not None
            archive.fp.seek(entry.header_offset)
            archive.fp.write(entry.FileHeader())
            archive.fp.seek(archive.start_dir)
