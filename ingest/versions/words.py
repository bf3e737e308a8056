"""The words by which a change is told: verbs of saying, casualties, corrections, number words."""

from __future__ import annotations

import re


def _any(*stems: str) -> re.Pattern[str]:
    return re.compile("|".join(stems), re.IGNORECASE)


# A name is not enough: the change must stand in a clause that says who said it.
SAYING = _any(
    r"\b(?:said|says|told|tells|according to|stated|claim(?:s|ed)|reported|announced|added|sources?)\b",
    r"\b(?:заяви|сообщи|сказа|по словам|по данным|рассказа|утвержда|отмети|со ссылкой)\w*",
    r"\b(?:повідоми|сказа|за словами|за даними|зазначи|стверджу|розпові|з посиланням)\w*",
    r"\b(?:sagte|teilte|laut|zufolge|erklärte|nach angaben)\b",
    r"\b(?:a déclaré|selon|a dit|affirme|dijo|según|declaró|afirmó)\b",
    r"\b(?:powiedział\w*|według|oświadczył\w*|söyledi|açıkladı)\b",
    "表示|指出|称|稱|说|說|宣布|透露|报道|據報|据报|وفقا|صرح|قال",
)

CASUALTIES = _any(
    r"\b(?:kill|dead\b|death|die[sd]?\b|wound|injur|casualt|victim|missing\b|hurt\b|toll\b|bodies\b)\w*",
    r"\b(?:погиб|убит|ранен|постра|жертв|пропа[вл]|умер|смерт|тел[аоу]?\b)\w*",
    r"\b(?:загин|вбит|поранен|постражда|жертв|зник|помер|смерт)\w*",
    r"\b(?:tote|getötet|verletzt|opfer|mort|tué|bless|muert|herid|víctima|zgin|rann|ofiar|öldü|yaral)\w*",
    "死|伤|傷|遇难|遇難|丧生|喪生|失踪|失蹤|قتل|جرح|مقتل",
)

CORRECTION = _any(
    r"\b(?:correction|corrects?|clarification|editor[’'`]?s note|erratum)\b\s*[:.—–-]",
    r"\b(?:this|the|an earlier|a previous) (?:\w+ ){0,3}(?:article|story|report|version|headline)\b"
    r".{0,60}\b(?:amended|corrected|updated to (?:correct|clarify|reflect)|misstated|incorrectly|"
    r"wrongly|mistakenly|was changed|in error)\b",
    r"^(?:исправлен|уточнение|поправка|от редакции)\w*\b\s*[:.—–-]",
    r"в (?:более )?(?:ранней|предыдущей|первоначальной) версии",
    r"^(?:виправлен|уточнення|від редакції)\w*\b\s*[:.—–-]",
    r"у (?:більш )?(?:попередній|початковій|ранній) версії",
    r"\b(?:korrektur|anmerkung der redaktion|berichtigung|rectificatif|correctif|correción|corrección"
    r"|fe de errores|sprostowanie|düzeltme)\b\s*[:.—–-]",
    r"^.{0,6}(?:更正|勘误|勘誤|编者按|編者按)|تصحيح\s*:",
)

# Lines that only say when, or count something: they change without anybody editing.
STAMP = _any(
    r"^\W*(?:last )?(?:updated?|modified|published|posted|edited|first published)\b",
    r"^\W*(?:обновлен|опубликован|изменен|дата публикации|оновлен|опублікован|змінен)\w*",
    r"^\W*(?:aktualisiert|veröffentlicht|stand|mis à jour|publié|actualizado|publicado|zaktualizowano)\b",
    r"^\W*(?:更新|发布|發布|发表|最后更新)",
    r"^\W*\d+\s+(?:minutes?|mins?|hours?|hrs?|days?)\s+ago\b|^\W*\d+\s*(?:минут|час|хвилин|годин)\w*\s*(?:назад|тому)",
)
COUNTER = _any(
    r"^\W*[\d.,\s]+[km]?\s*(?:comments?|shares?|views?|likes?|reads?|комментари\w*|просмотр\w*"
    r"|коментар\w*|перегляд\w*|评论|阅读|阅读量|浏览)\W*$",
    r"^\W*(?:comments?|shares?|views?|комментари\w*|просмотр\w*|коментар\w*|перегляд\w*|评论|阅读)"
    r"\W*[\d.,\s]*[km]?\W*$",
)
STAMP_WORDS = 14  # a longer line is a sentence that happens to begin with "Updated"

# "One" and its sisters are articles and pronouns more often than figures.
_NUMBER_WORDS = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    hundreds thousand thousands million millions billion billions dozen dozens
    двое два две двух трое три трех четверо четыре четырех пять пяти шесть шести
    семь семи восемь восьми девять девяти десять десяти десятки сто сотни тысяча тысячи тысяч миллион
    миллиона миллионов миллиард
    двоє дві двох троє трьох чотири чотирьох шість сім вісім дев ять десятки тисяча тисячі тисяч
    мільйон мільйона мільйонів мільярд
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf deux trois quatre cinq sept huit neuf dix
    dos tres cuatro cinco seis siete ocho nueve diez dwa trzy cztery pięć
"""
NUMBER_WORDS = frozenset(_NUMBER_WORDS.split())
CJK_NUMERAL = re.compile("[〇零二三四五六七八九十百千万萬亿億两兩]+")
