"""Names signed inside a text in scripts without capitals: 记者 so-and-so in brackets, 某某 기자."""

from __future__ import annotations

import re

_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,5})?"
_NAMES = rf"({_NAME}(?:[、，,\s\u3000]{{1,3}}{_NAME}){{0,5}})"
_SIGNED = (
    # （新山社记者 周远航、李若溪）
    re.compile(
        rf"[（(【](?:[\u4e00-\u9fff]{{0,10}})(?:记者|記者|通讯员|见习记者)[:：\s\u3000]{{0,3}}{_NAMES}[）)】]"
    ),
    # a line of its own: 作者：周远航   文/周远航   本报记者 周远航
    re.compile(
        r"^[\s\u3000]{0,4}(?:作者|撰文|撰稿|文|采写|(?:本报|本网|本社|首席)?记者|記者)\s?[:：/／|\s\u3000]\s?"
        rf"{_NAMES}[\s\u3000]{{0,4}}$",
        re.MULTILINE,
    ),
    re.compile(r"(?<![가-힣])([가-힣]{2,4})\s?(?:기자|특파원)(?![가-힣])"),
)
_BETWEEN = re.compile(r"[、，,\s\u3000]+")
_EAST = re.compile("记者|記者|作者|撰文|文[/／:：]|기자|특파원")


def signed_names(text: str) -> tuple[str, ...]:
    """Return who signs *text* by the words of Chinese, Japanese and Korean papers, or ``()``.

    >>> signed_names("大桥通车。（新山社记者周远航、李若溪）")
    ('周远航', '李若溪')
    >>> signed_names("해오름=윤가람 기자 garam@paper.example")
    ('윤가람',)
    """
    if text.isascii() or not _EAST.search(text):
        return ()
    for pattern in _SIGNED:
        if found := pattern.search(text):
            return tuple(_BETWEEN.split(found[1].strip()))
    return ()
