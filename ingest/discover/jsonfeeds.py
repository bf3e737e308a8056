"""JSON Feed 1.x, the posts of WordPress's API, and GDELT's article lists."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ingest.discover.model import Announcement, Document
from ingest.discover.plaintext import one_line, plain_title

MAX_ITEMS = 5_000


class NotJson(ValueError):
    """The text is no JSON that can be read; the text says why."""


def read_json(text: str) -> Document:
    """Return the feed in *text*, whichever of the known shapes it has. Raises ``NotJson``."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error)[:200]) from None
    if isinstance(data, list):
        return _document("wp-json", data, [_post(item) for item in _objects(data)])
    if not isinstance(data, dict):
        raise NotJson("it is neither a list nor an object")
    if isinstance(data.get("items"), list):
        items = data["items"]
        return Document(
            format="json-feed",
            items=tuple(_item(item) for item in _objects(items)),
            base=_address(_text(data, "home_page_url")),
            language=_text(data, "language"),
            authors=_authors(data),
            truncated=max(0, len(items) - MAX_ITEMS),
        )
    if "articles" in data or not data:  # GDELT answers {} when nothing matches
        found = data.get("articles", [])
        items = found if isinstance(found, list) else []
        return _document("gdelt", items, [_gdelt(item) for item in _objects(items)])
    said = _text(data, "message") or _text(data, "error") or _text(data, "code")
    raise NotJson(f"it is not a feed: {said[:200]}" if said else "it is not a feed")


def _document(name: str, found: list[object], items: list[Announcement]) -> Document:
    truncated = max(0, len(found) - MAX_ITEMS)
    return Document(format=name, items=tuple(items), truncated=truncated)


def _objects(items: list[object]) -> Iterator[dict[str, object]]:
    """Yield each item as an object; what is none becomes an empty one, so that it is counted."""
    for item in items[:MAX_ITEMS]:
        yield item if isinstance(item, dict) else {}


def _item(item: dict[str, object]) -> Announcement:
    content = _text(item, "content_html") or _escaped(_text(item, "content_text"))
    return Announcement(
        link=_text(item, "url") or _text(item, "external_url") or _address(_text(item, "id")),
        entry_id=_text(item, "id"),
        title=one_line(_text(item, "title")),
        published=_words(_text(item, "date_published")),
        modified=_words(_text(item, "date_modified")),
        authors=_authors(item),
        summary_html=_escaped(_text(item, "summary")) or content,
        content_html=content,
        language=_text(item, "language"),
    )


def _authors(said: dict[str, object]) -> tuple[str, ...]:
    named = (*_list(said, "authors"), said.get("author"))  # the second is JSON Feed 1.0's
    authors = [author for author in named if isinstance(author, dict)]
    return tuple(name for author in authors if (name := one_line(_text(author, "name"))))


def _post(post: dict[str, object]) -> Announcement:
    """Read a WordPress post: ``date_gmt`` is UTC without saying so, ``date`` is the site's time."""
    utc = [f"{_text(post, name)}Z" for name in ("date_gmt", "modified_gmt") if _text(post, name)]
    guid = post.get("guid")
    return Announcement(
        link=_text(post, "link"),
        entry_id=_rendered(post, "guid") if isinstance(guid, dict) else _text(post, "id"),
        title=plain_title(_rendered(post, "title")),
        published=(*utc[:1], *_words(_text(post, "date"))),
        modified=(*utc[1:], *_words(_text(post, "modified"))),
        summary_html=_rendered(post, "excerpt"),
        content_html=_rendered(post, "content"),
    )


def _gdelt(article: dict[str, object]) -> Announcement:
    """Read a GDELT article. Its only date says when the crawler came by, so it is no publication date."""
    return Announcement(
        link=_text(article, "url"),
        title=one_line(_text(article, "title")),
    )


def _rendered(post: dict[str, object], name: str) -> str:
    value = post.get(name)
    return _text(value, "rendered") if isinstance(value, dict) else _text(post, name)


def _text(item: dict[str, object], name: str) -> str:
    value = item.get(name)
    if isinstance(value, bool) or value is None:
        return ""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _list(item: dict[str, object], name: str) -> list[object]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _words(raw: str) -> tuple[str, ...]:
    return (raw,) if raw else ()
