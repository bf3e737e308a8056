"""The plain text of titles and summaries, which feeds write as text, as HTML, or as escaped HTML."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from ingest.normalize.tags import bearable
from ingest.normalize.text import normalize_text, unescaped

MAX_SUMMARY = 20_000  # characters of plain text kept; longer ones are whole articles
_MAX_MARKUP = 500_000
_TAG = re.compile(r"<[a-zA-Z/!?]")
# In titles only real markup counts: "a <b> c" is markup, "x < y" and "<Ref!> wins" are words.
_TITLE_MARKUP = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|"
    r"strike|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>|<!--|<!\[CDATA\[",
    re.IGNORECASE,
)
_SPECIAL = re.compile(
    r"<(?:[!?]|/?(?:script|style|template|noscript|iframe|object|svg|head|xmp|plaintext)\b)",
    re.IGNORECASE,
)
_PARSER = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "head"})
_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_ANY_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
# UTF-8 that somebody read as Windows-1252 and wrote as UTF-8 again: "Ã©", "â€™", "Ð¹". Quotes, dots and
# dashes are left out as second letters: "CAFÉ…" and "«MAÇÃ»" are words.
_TWICE_ENCODED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2020-\u2022"
    "\u2030\u20ac\u2122]"
)
_LEADS = "ÃÂâÐÑåæ"  # one of them is in any such text, in whichever script it was written
_CONTROLS_OF_1252 = {
    code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)
}  # nobody writes C1 controls: they are Windows-1252 characters with their numbers kept


def plain_text(markup: str) -> str:
    """Return the words of *markup* on one line.

    >>> plain_text("<p>Talks&nbsp;go on.<p>Nothing <b>new</b>.<script>x()</script>")
    'Talks go on. Nothing new.'
    """
    if _TAG.search(markup):
        markup = markup[:_MAX_MARKUP]
        markup = _simple_words(markup) or _words(markup)
    elif "&" in markup:
        markup = unescaped(markup)
    return one_line(markup)[:MAX_SUMMARY]


def plain_title(title: str) -> str:
    """Return *title* without markup; what merely looks like it stays.

    >>> plain_title("AT&amp;T: <i>5 < 6</i>, says <Minister>")
    'AT&T: 5 < 6, says <Minister>'
    """
    title = _TITLE_MARKUP.sub("", title[:_MAX_MARKUP]) if "<" in title else title
    return one_line(unescaped(title) if "&" in title else title)[:MAX_SUMMARY]


def one_line(text: str) -> str:
    """Return *text* normalised, on one line, with letters that were encoded twice put right.

    >>> one_line("DÃ©cision\\n  du Ã\xa0 lâ€™Ã©tÃ©"), one_line("it\\x92s on")
    ('Décision du à l’été', 'it’s on')
    """
    plain = text.isascii()
    if not plain and any(lead in text for lead in _LEADS) and _TWICE_ENCODED.search(text):
        text = _once_encoded(text)
    line = text.strip()
    if line.isprintable() and (plain or unicodedata.is_normalized("NFC", line)):
        # No controls, nothing invisible, and of all spaces only the plain one.
        return " ".join(line.split()) if "  " in line else line
    return " ".join(normalize_text(line.translate(_CONTROLS_OF_1252)).split())


def _once_encoded(text: str) -> str:
    """Return *text* decoded once more where all of it is UTF-8 read as Windows-1252; else as it is."""
    try:
        return b"".join(map(_byte, text)).decode()
    except ValueError:
        return text


def _byte(character: str) -> bytes:
    """Return the byte that Windows-1252, or Latin-1 where that has none, shows as *character*."""
    return character.encode("latin-1" if "\x80" <= character < "\xa0" else "cp1252")


def _simple_words(markup: str) -> str:
    """Return the words of markup that is nothing but plain tags, "" when it needs a real parser."""
    if _SPECIAL.search(markup):
        return ""
    words = _ANY_TAG.sub(lambda tag: " " if tag[1].lower() in _BREAKING else "", markup)
    return "" if "<" in words or ">" in words else unescaped(words)


def _words(markup: str) -> str:
    try:
        root = etree.fromstring(bearable(markup), _PARSER)
    except (etree.XMLSyntaxError, ValueError):  # nothing in it; an XML declaration that lies
        return re.sub("<[^<>]*>", " ", markup)
    if root is None:
        return ""
    words: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag in _SILENT:
            silent += 1 if event == "start" else -1
        if tag in _BREAKING:
            words.append(" ")
        text = element.text if event == "start" else element.tail
        if text and not silent:
            words.append(text)
    return "".join(words)
