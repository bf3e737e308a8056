"""One extracted line as the rules see it: its forms, and whether it reads like prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.model import Block, BlockKind

MAX_JUDGED = 420  # characters; longer lines are paragraphs, and no line rule may touch them

MENTION = 5  # words in quotes up to which they are a name; more are speech

_SPEECH = frozenset("—–-«„“‘\"'「")
_QUOTED = re.compile(r'"([^"]{2,400})(?:"|$)')
_TERMINAL = ".!?…。！？؟۔।:："
_CLOSING = "\"'”’»›“‘)]}）】」』 "
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
    r"|[^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+"
)
_SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’»)\]]*\s+\S|[。！？؟]\s*\S")
# Bullets, arrows, emoji: whatever stands before the first letter, digit, quote, bracket or sign.
_DECORATION = re.compile(r"[^\w\"'“”„«‘’(\[{¿¡@#©$€£+&.…]+")
_TRAILING = " \t\n>»›→▶►|】\ufe0f"
# Traditional and Japanese shapes of characters that furniture is worded with, and their simplified
# ones: rules are written once, in simplified characters.
_TRADITIONAL = (
    "閱讀訂電報廣請繼續權轉載註關連結聞網頁記編輯責攝圖來發佈佔時間點擊熱門薦據訊資訪問詢題專欄線導掃碼維號長絡聯繫絲團帳賬會員錄冊費購買賣業務馬該畫視頻聽說話論評應"
    "動態裡裏為與於個們這還對從開閉隱顯隨獲覽覆製複廠產區國際後徵違規則聲獨贊讚贈贖歡謝參觀眾場節總統龍灣陳張劉黃楊趙吳孫葉蘇盧蔣譯審術藝進達過遠運選邊週歲歷麼億萬數"
    "樣標籤類級組織護優質樂劇島廳當經營環繞実広図読関売価気毎"
    "鍵詞稱夠靜簡體匯鏈繳幣憑證調構準備屬層錯誤寫訴傳遞擇別領項額獎鮮檔紙庫夾裝設計處將勵輪換氣衛緊軍戰東歐亞財"
)
_SIMPLIFIED = (
    "阅读订电报广请继续权转载注关连结闻网页记编辑责摄图来发布占时间点击热门荐据讯资访问询题专栏线导扫码维号长络联系丝团账账会员录册费购买卖业务马该画视频听说话论评应"
    "动态里里为与于个们这还对从开闭隐显随获览复制复厂产区国际后征违规则声独赞赞赠赎欢谢参观众场节总统龙湾陈张刘黄杨赵吴孙叶苏卢蒋译审术艺进达过远运选边周岁历么亿万数"
    "样标签类级组织护优质乐剧岛厅当经营环绕实广图读关卖价气每"
    "键词称够静简体汇链缴币凭证调构准备属层错误写诉传递择别领项额奖鲜档纸库夹装设计处将励轮换气卫紧军战东欧亚财"
)
SIMPLIFY = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_FOLDED = str.maketrans(
    {
        **dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)),
        **dict.fromkeys("’‘ʼ`´‛", "'"),
        **dict.fromkeys("“”„‟«»「」『』", '"'),
        **dict.fromkeys("–—‒―−‐‑", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u0640\u0307"),
        **dict.fromkeys(chr(c) for c in range(0x64B, 0x653)),  # Arabic vowel signs
        **dict.fromkeys("أإآ", "ا"),
        "ё": "е",
    }
)


def match_form(text: str) -> str:
    """Return *text* as patterns see it: one case, one kind of quote and dash, no decoration.

    >>> match_form("» READ MORE:  Café ‘Kyïv’ …")
    "read more: café 'kyïv' ..."
    >>> match_form("延伸閱讀")
    '延伸阅读'
    """
    form = _undecorated(unicodedata.normalize("NFKC", text).lower())
    form = form.replace("`", "'") if form.isascii() else form.translate(_FOLDED)
    return _undecorated(" ".join(form.split()))


def _undecorated(form: str) -> str:
    leading = _DECORATION.match(form)
    return form[leading.end() if leading else 0 :].rstrip(_TRAILING)


def words_of(form: str) -> tuple[str, ...]:
    """Return the words of a match form; every CJK character is a word.

    >>> words_of("read more: 中国 (2)")
    ('read', 'more', '中', '国', '2')
    """
    return tuple(_WORD.findall(form))


def similarity(a: Collection[str], b: Collection[str]) -> float:
    """Return the Jaccard share of two word collections, 0 when one is empty."""
    x, y = set(a), set(b)
    return len(x & y) / len(x | y) if x and y else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A block with everything a rule may ask about it."""

    position: int  # among the extracted lines
    text: str
    kind: BlockKind
    form: str  # "" for lines too long to be judged
    words: tuple[str, ...]
    is_open: bool  # does not end like a sentence
    is_question: bool  # one short question: a heading as often as a sentence
    is_prose: bool

    @property
    def phrase(self) -> str:
        """The words joined by a space: equal for lines that differ in punctuation and case only."""
        return " ".join(self.words)

    @property
    def is_label(self) -> bool:
        """Whether the line may be the heading of a box: open, or ending with a colon or dots."""
        return self.is_open or self.text.rstrip().endswith((":", "：", "…", "..."))

    @property
    def begins_with_speech(self) -> bool:
        """Whether it begins with a quote or a dialogue dash."""
        return self.text.lstrip()[:1] in _SPEECH

    @property
    def is_speech(self) -> bool:
        """Whether it begins with what somebody says, or quotes more than a name."""
        return self.begins_with_speech or any(
            len(quote.split()) > MENTION for quote in _QUOTED.findall(self.form)
        )

    @property
    def is_named(self) -> bool:
        """Whether a third of the words after the first begin with a capital: names, not prose."""
        rest = [word for word in self.text.split()[1:] if word[0].isalpha()]
        return sum(word[0].isupper() for word in rest) * 3 >= len(rest) > 0

    @property
    def begins_with_name(self) -> bool:
        """Whether it begins with two words with a capital."""
        first = self.text.split(maxsplit=2)[:2]
        return len(first) == 2 and all(word[0].isupper() for word in first)

    @property
    def is_judged(self) -> bool:
        """Whether line rules may remove this line at all."""
        return len(self.text) < MAX_JUDGED

    @property
    def is_shouted(self) -> bool:
        """Whether nearly all letters are capitals; never so in scripts without case."""
        return self.text.isupper() and sum(map(str.isupper, self.text)) * 2 > len(self.text)


def make_lines(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """Return the blocks as lines, numbered in order."""
    return tuple(make_line(position, block) for position, block in enumerate(blocks))


def make_line(position: int, block: Block) -> Line:
    """Return *block* as a line; a long one is prose and gets no forms, so that it costs nothing."""
    text = block.text
    if len(text) >= MAX_JUDGED:
        return Line(
            position=position, text=text, kind=block.kind, form="", words=(),
            is_open=False, is_question=False, is_prose=True,
        )  # fmt: skip
    form = match_form(text)
    words = words_of(form)
    ending = text.rstrip(_CLOSING)[-1:]
    is_open = ending not in _TERMINAL if ending else True
    is_question = ending in "?？؟" and len(text) <= 110 and not _SENTENCE_BREAK.search(text)
    return Line(
        position=position,
        text=text,
        kind=block.kind,
        form=form,
        words=words,
        is_open=is_open,
        is_question=is_question,
        is_prose=_reads_like_prose(text, block.kind, words, is_open or is_question),
    )


def _reads_like_prose(text: str, kind: BlockKind, words: Sequence[str], is_label: bool) -> bool:
    if kind in ("heading", "caption", "table"):
        return False
    if len(text) >= 200:
        return True
    return not is_label and (len(words) >= 7 or len(text) >= 60)
