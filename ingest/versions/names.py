"""Which words are names: by capitals where there are any, by the characters names are written in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.normalize.text import fold
from ingest.versions.tokens import Token

# Characters that Chinese uses to write foreign names by their sound.
_SOUNDS = frozenset(
    "阿埃艾安奥澳巴白柏拜班邦鲍贝本比彼别宾波伯勃博布查达戴丹道德登邓迪蒂顿多俄厄恩尔爾耳法范菲费芬丰佛弗夫福盖甘冈高戈格葛根贡古哈海汉豪赫亨洪胡华霍基吉季济加贾杰捷金津"
    "卡凯坎康考柯科克肯库奎拉莱兰蘭朗劳勒雷黎里利莉理立丽廉连琳林列留龙隆卢鲁路伦罗羅洛马馬玛迈麦曼梅门蒙米明莫默姆穆纳娜南内尼涅纽努诺欧帕潘庞佩彭皮匹平普奇齐契恰乔切琴丘"
    "让热日荣瑞若撒萨薩塞桑瑟沙莎山舍申圣什施史舒斯思司苏蘇索塔泰坦汤特滕提蒂廷通图托陀瓦万旺威韦维魏温文沃乌烏武西希锡夏香肖谢辛休许雪亚亞扬雅耶叶伊衣易因英尤于宇约泽扎詹章珍"
    "芝治朱茨兹茲佐坚弩姚泊敖"
)
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董潘袁于蒋蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢姜崔钟譚谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_TITLE_BEHIND = re.compile(
    r"(?:先生|女士|总统|總統|总理|總理|部长|部長|外长|外長|将军|將軍|主席|议员|市长|省长|州长|会谈|會談|市|州|省|县|镇|村|区|港|岛|河)"
)

# Arabic has no capitals: places and people of the news that change most often, without the article.
_ARABIC = frozenset(
    fold(name)
    for name in (
        "اسطنبول إسطنبول أنقرة كييف موسكو بكين واشنطن لندن باريس برلين بروكسل جنيف الرياض جدة أبوظبي دبي "
        "الدوحة القاهرة بغداد دمشق بيروت عمان القدس غزة طهران وارسو بودابست روما مدريد فيينا أوديسا خاركيف "
        "خيرسون زابوريجيا دونيتسك لوغانسك القرم سيفاستوبول ماريوبول باخموت بوكروفسك سومي دنيبرو لفيف "
        "تشيرنيهيف ميكولايف بيلغورود كورسك بوتين زيلينسكي ترامب بايدن شي لافروف بيسكوف ماكرون ميرتس "
        "أردوغان ستارمر روبيو ويتكوف زاخاروفا يرماك أوميروف سيرسكي بودانوف الصين روسيا أوكرانيا فرنسا "
        "ألمانيا بريطانيا تركيا إيران إسرائيل بولندا رومانيا ألاسكا"
    ).split()
)
# German writes every noun with a capital: a name stands behind a preposition or a title, or sounds foreign.
_GERMAN_LEAD = frozenset(
    "in aus nach von bei über gegen für mit bis an minister ministerin präsident präsidentin kanzler "
    "kanzlerin gouverneur general oberst bürgermeister bürgermeisterin chef chefin herr frau stadt ort "
    "dorf region feuerwehrchef außenminister sprecher sprecherin".split()
)
_GERMAN_FOREIGN = re.compile(r"(?:ow|ew|yj|iw|sk|skyj|enko|ski|owa|tsch\w*|kyj)$")


def names_in(text: str, tokens: Sequence[Token], span: range, language: str) -> list[str]:
    """Return the names among the tokens of *span*, folded."""
    if language in ("zh", "ja"):
        return _chinese(text, tokens, span)
    found = []
    for at in span:
        token = tokens[at]
        word = text[token.start : token.end]
        if token.figure:
            continue
        if language == "ar":
            bare = re.sub("^[وفبل]?(?:ال)?", "", token.key)
            if {token.key, bare, f"ال{bare}"} & _ARABIC:
                found.append(token.key)
        elif _is_capitalized(text, token, word) and (
            language != "de" or _german_name(text, tokens, at, word)
        ):
            found.append(token.key)
    return found


def _is_capitalized(text: str, token: Token, word: str) -> bool:
    """Return whether *word* has a capital that the beginning of a sentence does not explain."""
    if not word[0].isupper():
        return False
    if word.isupper() and len(word) > 1:  # an abbreviation is a name wherever it stands
        return True
    lead = text[: token.start].rstrip(' "“”„«»‘’(—–-')
    return bool(lead) and lead[-1] not in ".!?…:"


def _german_name(text: str, tokens: Sequence[Token], at: int, word: str) -> bool:
    if word.isupper() or _GERMAN_FOREIGN.search(word):
        return True
    before = tokens[at - 1].key if at else ""
    if at > 1 and text[tokens[at - 1].start].isupper() and not tokens[at - 2].figure:
        return True  # a noun directly before it: "the tanker Nordlys"
    behind = text[tokens[at + 1].start] if at + 1 < len(tokens) else ""
    if before in _GERMAN_LEAD:
        return True
    return behind.isupper() and bool(_GERMAN_FOREIGN.search(tokens[at + 1].key))


def _chinese(text: str, tokens: Sequence[Token], span: range) -> list[str]:
    if not span:
        return []
    start, end = tokens[span[0]].start, tokens[span[-1]].end
    changed = text[start:end]
    latin = re.findall(r"[A-Z][\w-]+", changed)
    if latin:
        return [fold(name) for name in latin]
    sounds = sum(c in _SOUNDS for c in changed)
    if len(changed) >= 2 and sounds >= 0.75 * len(changed):
        return [changed]
    if 2 <= len(changed) <= 4 and changed[0] in _SURNAMES and _TITLE_BEHIND.match(text, end):
        return [changed]
    return []
