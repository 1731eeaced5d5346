"""Posters that tests draw themselves, and files that only look like posters."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw


def poster(colour=(150, 30, 40), size=(192, 288), seed=0):
    """A picture [height, width, 3] with a disc, a bar and some noise, so that there is something to see."""
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 40, size[0] - 20, size[0]), fill=tuple(255 - c for c in colour))
    draw.rectangle((10, size[1] - 60, size[0] - 10, size[1] - 30), fill=(240, 240, 240))
    noise = np.random.default_rng(seed).integers(0, 12, (size[1], size[0], 3))
    return np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8)


def on_a_screen(image):
    """A picture between the black bars of a wide screen."""
    screen = Image.new("RGB", (3 * image.width, image.height))
    screen.paste(image, (image.width, 0))
    return screen


def saved(image, kind="JPEG", **options):
    """An image, or pixels, as the bytes of a file."""
    stream = io.BytesIO()
    (Image.fromarray(image) if isinstance(image, np.ndarray) else image).save(stream, kind, **options)
    return stream.getvalue()


def chunk(name, content):
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_that_says(width, height, rows=1):
    """A PNG of a few bytes that declares a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(b"\0" * (rows * (1 + 3 * width) if width < 100_000 else 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def refused():
    """Name -> bytes of what is no poster."""
    whole = saved(poster())
    return {
        "empty": b"",
        "html": b"<html><script>alert(1)</script></html>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "gif": saved(Image.fromarray(poster()).convert("P"), "GIF"),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n",
        "cut off": whole[: len(whole) // 3],
        "only a head": whole[:20],
        "one pixel": saved(Image.new("RGB", (1, 1)), "PNG"),
        "a line": saved(Image.new("RGB", (1, 20_000)), "PNG"),
        "a bomb": png_that_says(30_000, 30_000),
        "a huge bomb": png_that_says(2_000_000_000, 2_000_000_000),
        "riff": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
    }


def read_well():
    """Name -> bytes of pictures that are unusual and can be read."""
    image = Image.fromarray(poster())
    grey = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    clear = image.convert("RGBA")
    clear.putalpha(Image.fromarray((np.asarray(image)[:, :, 0] > 100).astype(np.uint8) * 255))
    return {
        "png": saved(image, "PNG"),
        "webp": saved(image, "WEBP"),
        "cmyk": saved(image.convert("CMYK")),
        "grey": saved(image.convert("L")),
        "sixteen bits": saved(grey, "PNG"),
        "palette": saved(image.convert("P"), "PNG"),
        "palette with transparency": saved(clear.quantize(64), "PNG"),
        "transparent": saved(clear, "PNG"),
        "two colours": saved(image.convert("1"), "PNG"),
        "animated": saved(image, "WEBP", save_all=True, append_images=[image.rotate(90)], duration=100),
        "animated png": saved(image, "PNG", save_all=True, append_images=[image.rotate(180)]),
        "on a screen": saved(on_a_screen(image), "PNG"),
        "a million pixels of noise": saved(
            np.random.default_rng(0).integers(0, 256, (1_000, 1_000, 3), np.uint8), "PNG"
        ),
    }
