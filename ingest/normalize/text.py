"""One form of writing for all texts: composed letters, plain spaces, nothing invisible."""

from __future__ import annotations

import html
import re
import unicodedata

# Zero-width space and no-break, soft hyphen, direction marks, byte order mark, control characters:
# they come from editors and copy protection, and make equal words unequal. The joiners U+200C and
# U+200D are not in the list: Persian, Indic scripts and emoji are spelt with them.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]+"
)
_LINE_ENDS = re.compile("\r\n|[\r\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]")
_SPACES = re.compile("[\t\u001f \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_EDGES = re.compile(" ?\n ?")
_BLANK_RUNS = re.compile("\n{3,}")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENDLESS_NUMBER = re.compile("&#[0-9]{8,};?")

_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
_WORDS = re.compile(r"[^\W_]+")


def normalize_text(text: str) -> str:
    """Return *text* in NFC with single plain spaces and without invisible characters.

    Line breaks stay (at most one blank line in a row), quotes and dashes are not touched.
    Normalising twice changes nothing.

    >>> normalize_text("Kyiv\\u00a0 said\\u200b:\\r\\n  “no”\\u00ad ")
    'Kyiv said:\\n“no”'
    """
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))
    text = _EDGES.sub("\n", _SPACES.sub(" ", text))
    return _BLANK_RUNS.sub("\n\n", text).strip(" \n")


def unescaped(text: str) -> str:
    """Return *text* with HTML's character references replaced, however long their numbers are.

    >>> unescaped("AT&amp;T &#" + "9" * 5000 + ";")
    'AT&T \ufffd'
    """
    try:
        return html.unescape(text)
    except ValueError:  # Python turns no number of more than 4,300 digits into an integer
        return html.unescape(_ENDLESS_NUMBER.sub("\ufffd", text))


def fold(text: str) -> str:
    """Return the words of *text* in lower case, joined by a space: equal for lines that read alike.

    >>> fold("Hide  Ad…") == fold("HIDE AD")
    True
    >>> fold("Что известно — к утру?")
    'что известно к утру'
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return " ".join(_WORDS.findall(_MARKS.sub("", unicodedata.normalize("NFKC", plain))))
