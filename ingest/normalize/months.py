"""Names of months, weekdays and time zones as feeds write them. Data only."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from functools import lru_cache

# One line per month, without accents. Latin words stand for themselves; all others are stems, because
# they are inflected ("ноя" covers ноябрь and ноября). Words two languages use for different months
# (Croatian "listopad", October; Polish, November) are read as in the languages of our sources.
# fmt: off
_MONTHS = (
    "jan january januar januari janvier janv enero ene gennaio gen janeiro janner styczen stycznia "
    "sty stycz leden ledna ocak oca sijecanj sijecnja ianuarie ian januara januarja janar tammikuu "
    "tammikuuta sausis sausio janvaris jaanuar yanvar янв яну јан січ студз қаңтар ιαν ינואר يناير "
    "جانفي ژانویه जनवरी იანვ հունվ جنوری enero",
    "feb february februar februari fevrier fevr fev febrero febbraio febr fevereiro luty lutego lut "
    "unor unora subat veljaca veljace februarie februara februarja shkurt helmikuu helmikuuta vasaris "
    "vasario februaris veebruar fevral pebruari sub фев феб лют ақпан φεβ φλεβ פברואר فبراير فيفري "
    "شباط فوریه फरवरी თებ փետր فروری pebrero",
    "mar march marz maerz mrz mars marzo marco marca marzec brezen brezna mart ozujak ozujka martie "
    "marec marcius maret maaliskuu maaliskuuta kovas kovo marts marta maart mrt мар бер сак наурыз "
    "μαρ מרץ מרס مارس اذار मार्च მარტ մարտ مارچ marso mac machi",
    "apr april avril avr abril abr aprile kwiecien kwietnia kwi duben dubna nisan travanj travnja "
    "aprilie aprila aprilis prill huhtikuu huhtikuuta balandis balandzio aprill aprel апр кві красав "
    "сәуір απρ אפריל ابريل افريل نيسان اوریل अप्रैल აპრ ապր اپریل aprili",
    "may mai mayo maggio mag maio maj maja kveten kvetna mayis svibanj svibnja mei majus maijs maija "
    "toukokuu toukokuuta geguze geguzes mayıs май мая мај тра мамыр μαι μαη מאי مايو ايار ماي मई მაის "
    "մայիս مئی mey",
    "jun june juni juin junio giugno giu junho czerwiec czerwca cze cerven cervna haziran lipanj "
    "lipnja iunie iun juna junija junij junius qershor kesakuu kesakuuta birzelis birzelio junijs "
    "juuni iyun haz июн юни јун чер чэрв маусым ιουν יוני يونيو حزيران جوان ژوین जून ივნ հունիս hunyo",
    "jul july juli juillet juil julio luglio lug julho lipiec lipca lip cervenec cervence temmuz "
    "srpanj srpnja iulie iul jula julija julij julius korrik heinakuu heinakuuta liepa liepos julijs "
    "juuli iyul tem июл юли јул лип ліп шілде ιουλ יולי يوليو تموز جويليه ژوییه जुलाई ივლ հուլիս "
    "جولائی hulyo julai",
    "aug august aout agosto ago sierpien sierpnia sie srpen srpna agustos agu kolovoz kolovoza "
    "augustus augusts augusta avgust avgusta augusztus gusht elokuu elokuuta rugpjutis rugpjucio "
    "avqust авг сер жні тамыз αυγ אוגוסט اغسطس اب اوت अगस्त აგვ օգոս اگست agustus ogos agosti",
    "sep sept september septembre septiembre settembre set setembro wrzesien wrzesnia wrz zari eylul "
    "eyl rujan rujna septembrie septembra szeptember szept shtator syyskuu syyskuuta rugsejis rugsejo "
    "septembris septembar sentyabr сен сеп вер қыркүйек σεπ ספטמבר سبتمبر ايلول سپتامبر सितंबर "
    "सितम्बर სექტ սեպտ ستمبر setyembre septemba",
    "oct october octobre octubre ottobre ott outubro out oktober okt pazdziernik pazdziernika paz "
    "rijen rijna ekim octombrie oktobra oktobar oktobris oktoober tetor lokakuu lokakuuta spalis "
    "spalio oktyabr eki окт жов кастр қазан οκτ אוקטובר اكتوبر اکتبر अक्टूबर अक्तूबर ოქტ հոկտ oktubre oktoba",
    "nov november novembre noviembre novembro listopad listopada lis listopadu kasim studeni "
    "studenoga studenog noiembrie noi novembra novembar novembris nentor marraskuu marraskuuta "
    "lapkritis lapkricio noyabr nopember kas kasım ноя ное нов лис ліст қараша νοε נובמבר نوفمبر "
    "نوامبر नवंबर नवम्बर ნოემ նոյեմ نومبر nobyembre novemba",
    "dec december decembre diciembre dic dicembre dezembro dez dezember grudzien grudnia gru prosinec "
    "prosince aralik prosinac prosinca decembrie decembra decembar decembris detsember desember des "
    "dhjetor joulukuu joulukuuta gruodis gruodzio dekabr ara aralık дек дец гру снеж желтоқсан δεκ "
    "דצמבר ديسمبر دسامبر दिसंबर दिसम्बर დეკ դեկտ دسمبر disyembre disember desemba",
)
TWO_WORDS = {  # the Levant's months of two words → the one-word name
    "كانون الثاني": "يناير", "تشرين الاول": "اكتوبر", "تشرين الثاني": "نوفمبر", "كانون الاول": "ديسمبر",
}
# fmt: on
_HEBREW_IN = "\u05d1"  # "in", written as one word with the month


def without_accents(text: str) -> str:
    """Return *text* in lower case and without marks: "Août" and "août", أكتوبر and اكتوبر are one word.

    >>> without_accents("Août"), without_accents("Νοεμβρίου")
    ('aout', 'νοεμβριου')
    """
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join([c for c in parts if unicodedata.category(c) != "Mn"])


MONTHS = {
    without_accents(word): number
    for number, words in enumerate(_MONTHS, 1)
    for word in words.split()
}
_STEMS = sorted((word for word in MONTHS if not word.isascii()), key=len, reverse=True)


@lru_cache(maxsize=512)
def month_number(word: str) -> int:
    """Return 1 to 12 for the name of a month in any form, 0 for any other word.

    >>> month_number("ноября"), month_number("листопада"), month_number("Sept."), month_number("Monday")
    (11, 11, 9, 0)
    """
    word = without_accents(word.strip("."))
    if exact := MONTHS.get(word, 0):
        return exact
    if word.isascii():
        return 0  # Latin names are listed in full; "marketing" is not March
    word = word.removeprefix(_HEBREW_IN) if len(word) > len("מאי") else word
    return next((MONTHS[stem] for stem in _STEMS if word.startswith(stem)), 0)


# RFC 822 zones and those news desks write, by hours east of Greenwich. Where one abbreviation has several
# meanings, this is the one without further evidence; the country of the source may say another (below).
_ZONES: dict[float, str] = {
    -10: "hst", -9: "akst", -8: "pst akdt", -7: "mst pdt", -6: "cst mdt", -5: "est cdt",
    -4: "ast edt", -3.5: "nst", -3: "adt brt art", -2.5: "ndt",
    0: "z ut utc gmt wet", 1: "cet met mez west bst wat", 2: "eet cest mest mesz sast cat",
    3: "eest msk мск trt eat", 3.5: "irst", 4: "msd samt get gst azt amt", 4.5: "aft",
    5: "yekt uzt tmt tjt pkt almt qyzt", 5.5: "ist", 5.75: "npt", 6: "omst kgt", 6.5: "mmt",
    7: "krat ict wib novt", 8: "irkt hkt sgt myt pht awst wita ulat", 9: "yakt jst kst wit",
    9.5: "acst", 10: "aest vlat", 10.5: "acdt", 11: "aedt magt", 12: "pett nzst", 13: "nzdt",
}  # fmt: skip
_HOURS = {name: hours for hours, names in _ZONES.items() for name in names.split()}

_BY_COUNTRY: dict[tuple[str, str], float] = {
    ("cst", "CN"): 8, ("cst", "TW"): 8, ("cst", "HK"): 8, ("cst", "MO"): 8, ("cst", "CU"): -5,
    ("ist", "IL"): 2, ("ist", "IE"): 1, ("bst", "BD"): 6, ("ast", "SA"): 3, ("ast", "KW"): 3,
    ("ast", "QA"): 3, ("ast", "IQ"): 3, ("est", "AU"): 10, ("amt", "BR"): -4, ("gst", "GS"): -2,
}  # fmt: skip


# Zones that change between summer and winter, by the place whose clock they mean.
CITIES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
}  # fmt: skip
_TIMES = (  # how news desks name a zone in words
    ("Europe/Moscow", "по моск|московск|за москв|moscow time|莫斯科时间"),
    ("Europe/Kyiv", "по киев|киевск|за ки[їє]в|київськ|kyiv time|kiev time|基辅时间"),
    ("Europe/Minsk", "по минск|минск(?:ому|ое)|minsk time"),
    ("Asia/Shanghai", "北京时间|北京時間|beijing time|по пекин"),
    ("UTC", "по гринвич|за гринвіч|greenwich mean time|格林尼治|بتوقيت غرينتش"),
    ("Europe/London", "london time"),
    ("Europe/Paris", "heure de paris|paris time"),
    ("America/New_York", "eastern time|new york time"),
    ("Asia/Tokyo", "日本時間|tokyo time"),
)
TIMES = tuple((re.compile(words, re.IGNORECASE), city) for city, words in _TIMES)


def zone_offset(name: str, country: str = "") -> timedelta | None:
    """Return the offset of a zone abbreviation, or None for one nobody agreed on.

    >>> zone_offset("MSK"), zone_offset("CST", "CN"), zone_offset("XYZ")
    (datetime.timedelta(seconds=10800), datetime.timedelta(seconds=28800), None)
    """
    name = name.lower()
    hours = _BY_COUNTRY.get((name, country.upper()), _HOURS.get(name))
    return None if hours is None else timedelta(hours=hours)
