"""What is no page and no feed, by its name or by its first bytes."""

from __future__ import annotations

_FOREIGN = ("image/", "audio/", "video/", "font/", "model/", "multipart/")
_FOREIGN_TYPES = frozenset(
    {
        "application/epub+zip",
        "application/msword",
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "text/event-stream",  # never ends
    }
)
ZIP = b"PK\x03\x04"  # no page, but some publish tables that way
_FIRST_BYTES = (
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"\x1f\x8b\x08", "gzip"),  # still, after all that is unpacked
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\0\0\1\0", "an icon"),
    (b"MZ\x90\0", "a program"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"Rar!\x1a\x07", "a RAR file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"ID3\x02", "MP3"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"OggS\x00", "Ogg"),
    (b"fLaC\x00", "FLAC"),
    (b"FLV\x01", "FLV"),
    (b"\x1a\x45\xdf\xa3", "Matroska"),
    (b"wOFF\x00", "a font"),
    (b"wOF2\x00", "a font"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_BLANK = b"\0\t\n\v\f\r \xef\xbb\xbf\xfe\xff"  # white space in UTF-8 and UTF-16, and their marks


def foreign_by_name(content_type: str) -> str:
    """Return the media type in *content_type* if it is surely no text, else "".

    >>> foreign_by_name("Video/MP4; codecs=x"), foreign_by_name("application/octet-stream")
    ('video/mp4', '')
    """
    kind = content_type.split(";")[0].strip().lower()
    return kind if kind.startswith(_FOREIGN) or kind in _FOREIGN_TYPES else ""


def foreign_by_body(body: bytes) -> str:
    """Return what *body* is by its first bytes if it is surely no text, else "".

    >>> foreign_by_body(b"%PDF-1.7"), foreign_by_body(b"<!doctype html>")
    ('PDF', '')
    """
    if body[4:8] == b"ftyp" and not body[0]:
        return "MP4"
    if body[257:262] == b"ustar":
        return "a tar file"
    if body.startswith(b"RIFF") and body[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "RIFF"
    head = body[:64].lstrip()  # some servers send blank lines ahead
    return next((name for mark, name in _FIRST_BYTES if head.startswith(mark)), "")


def is_blank(body: bytes) -> bool:
    r"""Return whether *body* has nothing but white space, in whatever encoding.

    >>> is_blank("\ufeff ".encode("utf-16")), is_blank(b"<p>")
    (True, False)
    """
    return not body.strip(_BLANK)
