"""Names of months, weekdays and time zones as feeds write them. Data only."""

from __future__ import annotations

from datetime import timedelta

# One line per month. Latin words stand for themselves; Cyrillic and Arabic ones are stems, because they
# are inflected ("ноя" covers ноябрь and ноября). Words two languages use for different months
# (Croatian "listopad", October; Polish, November) are read as in the languages of our sources.
# fmt: off
_MONTHS = (
    "jan january янв січ студз janv janvier enero ene gennaio gen janeiro januar jänner styczen "
    "stycznia styczeń sty stycz leden ledna ocak januari يناير кантар",
    "feb february фев лют февр février fevrier févr febrero febbraio fevereiro fev februar luty "
    "lutego lut únor února şubat subat februari فبراير",
    "mar march мар берез бер сак mars marzo março marco märz maerz mär mrz marzec marca marz "
    "březen března mart maart mrt مارس",
    "apr april апр квіт кві красав avril avr abril abr aprile kwiecień kwiecien kwietnia kwi "
    "duben dubna nisan أبريل ابريل",
    "may май мая трав тра mai mayo maggio mag maio maj maja květen května mayıs mayis mei مايو",
    "jun june июн юни черв чер чэрв juin junio giugno giu junho juni czerwiec czerwca cze "
    "červen června haziran يونيو",
    "jul july июл юли лип ліп juillet juil julio luglio lug julho juli lipiec lipca lip "
    "červenec července temmuz يوليو",
    "aug august авг серп сер жнів août aout agosto ago sierpień sierpien sierpnia sie srpen "
    "srpna ağustos agustos augustus أغسطس اغسطس",
    "sep sept september сен вер верес septembre septiembre settembre set setembro wrzesień "
    "wrzesien września wrzesnia wrz září eylül eylul سبتمبر",
    "oct october окт жовт жов кастр octobre octubre ottobre ott outubro out oktober okt "
    "październik pazdziernik października pazdziernika paź paz říjen října ekim أكتوبر اكتوبر",
    "nov november ноя лист лис лістап novembre noviembre novembro listopad listopada lis "
    "listopadu kasım kasim نوفمبر",
    "dec december дек груд гру снеж décembre decembre déc diciembre dic dicembre dezembro dez "
    "dezember grudzień grudzien grudnia gru prosinec prosince aralık aralik desember des ديسمبر",
)
# fmt: on
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_STEMS = sorted((word for word in MONTHS if len(word) >= 3), key=len, reverse=True)


def month_number(word: str) -> int:
    """Return 1 to 12 for the name of a month in any form, 0 for any other word.

    >>> month_number("ноября"), month_number("листопада"), month_number("Sept."), month_number("Monday")
    (11, 11, 9, 0)
    """
    word = word.strip(".").lower()
    if exact := MONTHS.get(word, 0):
        return exact
    if word.isascii():
        return 0  # Latin names are listed in full; "marketing" is not March
    return next((MONTHS[s] for s in _STEMS if not s.isascii() and word.startswith(s)), 0)


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


def zone_offset(name: str, country: str = "") -> timedelta | None:
    """Return the offset of a zone abbreviation, or None for one nobody agreed on.

    >>> zone_offset("MSK"), zone_offset("CST", "CN"), zone_offset("XYZ")
    (datetime.timedelta(seconds=10800), datetime.timedelta(seconds=28800), None)
    """
    name = name.lower()
    hours = _BY_COUNTRY.get((name, country.upper()), _HOURS.get(name))
    return None if hours is None else timedelta(hours=hours)
