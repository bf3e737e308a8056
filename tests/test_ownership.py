"""Sold sites, and the redesigns, editions and great events that are none. Answers before the first run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from ingest.health.ownership import changed_hands
from ingest.model import Outcome
from ingest.records import Arrival

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ON, OFF = Outcome.STORED, Outcome.OFF_TOPIC

PAPER = """Council votes to keep the harbour library open
Envoys return to Istanbul for grain talks with Russia
Ministers agree on budget for coastal defence
Ukraine says drone attack hit power plant near Odesa
Teachers call off strike after late agreement
Beijing warns against sanctions on shipping firms
Police search river after bridge accident
Parliament debates aid package for Kyiv again
Farmers protest against new fertiliser rules
Hospital opens emergency wing ahead of winter
Russian missiles strike railway junction, officials say
Mayor promises cheaper buses before election
Storm cuts power to thousands along the coast
Chinese exports rise as shipping costs fall
Court rejects appeal in harbour fraud case
Ceasefire talks stall over prisoner exchange""".splitlines()
LATER = """Library to close on Sundays after budget cut
Grain talks with Russia end without agreement
Drone attack on Odesa damages harbour cranes
Ministers meet farmers over fertiliser prices
Sanctions on shipping firms divide parliament
Police name driver in bridge accident
Beijing sends envoy to ceasefire talks
Teachers accept agreement on winter pay
Power plant near Kyiv repaired, officials say
Storm warning for the coast as winter begins
Election campaign opens with debate on defence
Court hears fraud case against former mayor
Missiles strike warehouse, Ukraine says
Prisoner exchange agreed after long talks""".splitlines()
CASINO = """Best online casino bonus codes this month
How to win at slots: seven secrets
Top 10 crypto casinos for real money
Free spins without deposit, updated daily
Is online poker rigged? The truth revealed
Live roulette strategy for beginners
Biggest jackpot winners of the year
Sportsbook review: fast payouts compared
Blackjack basic strategy chart explained
New slot releases you should try""".splitlines()
JUDI = """Situs slot gacor terpercaya hari ini mudah menang
Daftar judi online resmi dengan bonus terbesar
Cara bermain togel untuk pemula lengkap
Bandar taruhan bola terbaik dan terpercaya
Bocoran slot gacor malam ini gampang maxwin
Link alternatif situs judi terbaru
Tips menang bermain baccarat di rumah
Promo bonus anggota baru tanpa syarat
Agen judi bola resmi pembayaran cepat
Slot deposit pulsa tanpa potongan""".splitlines()
LIFESTYLE = """The 12 best air fryers for small kitchens
How to style a linen blazer this spring
Easy overnight oats recipes everyone loves
Skincare routine for sensitive skin explained
Best mattress toppers tested and compared
Budget bathroom makeover ideas you can copy
What your zodiac sign says about dating
Vegan protein powders ranked by taste
Cosy living room decor trends
Ten yoga poses to relieve back pain
Wireless earbuds worth buying right now
Celebrity wedding dresses we adore""".splitlines()
PHARMA = """Buy generic cialis without prescription
Online pharmacy ratings and coupons
Tadalafil dosage: what patients ask
Cheap sildenafil delivered overnight
Levitra compared with viagra
Natural remedies for better sleep
Online pharmacy discount codes
Weight loss capsules that work
Viagra alternatives reviewed
Hair growth serum results""".splitlines()
CUP = """Hosts open World Cup with late winner
Striker doubtful for quarter-final after knee injury
Goalkeeper saves two penalties in shoot-out
Coach defends defence after heavy defeat
Fans return home as team is knocked out
Referee under fire over harbour city final
Group stage ends with a surprise on the coast
Captain says farewell after last match
Police praise supporters before final
Trophy parade planned for winter, mayor says""".splitlines()
FRENCH = """Les négociations sur les céréales reprennent à Istanbul
Le Parlement débat de l'aide à Kyiv
Pékin met en garde contre de nouvelles sanctions
Des drones frappent une centrale près d'Odessa
Les agriculteurs manifestent contre les règles
Le maire promet des bus moins chers
La tempête prive la côte d'électricité
Un missile russe touche un nœud ferroviaire
La bibliothèque du port reste ouverte
La justice rejette l'appel dans l'affaire du port""".splitlines()
RUSSIAN_PAPER = """Переговоры о зерне продолжатся в Стамбуле
Парламент обсудит бюджет на будущий год
Пекин предостерёг от новых санкций
В порту Одессы повреждены краны
Учителя отменили забастовку
Суд отклонил жалобу бывшего мэра
Шторм оставил побережье без света
Больница открыла новое отделение
Полиция ищет свидетелей аварии на мосту
Министры договорились о помощи фермерам""".splitlines()
RUSSIAN_CASINO = """Лучшие онлайн казино с быстрым выводом
Как выиграть в слоты: стратегии
Рейтинг букмекеров этого месяца
Бездепозитный бонус за регистрацию
Казино с лицензией: полный обзор
Ставки на спорт для начинающих
Игровые автоматы без регистрации
Рабочее зеркало казино сегодня
Слоты с высокой отдачей
Промокоды букмекеров""".splitlines()
CHINESE_PAPER = """外交部回应黑海粮食谈判
国务院部署冬季供电工作
乌克兰称敖德萨港口遭无人机袭击
中俄外长在北京举行会谈
沿海地区发布大风预警
人大常委会审议预算草案
航运企业面临新制裁
农民抗议化肥价格上涨
法院驳回港口诈骗案上诉
学校迎来冬季假期""".splitlines()
CHINESE_LOTTERY = """百家乐必胜技巧大全
最新彩票开奖结果查询
真人娱乐城注册送彩金
老虎机爆分规律分析
博彩公司排名推荐
赌场攻略新手入门
彩票走势图在线分析
娱乐城优惠活动汇总
百家乐打法详解
老虎机免费试玩""".splitlines()
MACAU = """Casino revenue in Macau rises for third month
Regulator reviews casino licences in Cotai
Junket operator sentenced over betting ring
Casino operators report higher earnings
Macau visitor numbers beat forecasts
Slot machine tax under review, says minister
New resort opens without casino floor
Cotai hotel workers demand higher pay
Sportsbook licence dispute goes to court
Poker tournament returns to Macau""".splitlines()

OLD, NEW, DEEP = "/news/{:05d}", "/2026/11/21/a-long-slug-of-words", "/en/story/{}/read"


def arrivals(titles: Sequence[str], form: str, outcomes: Sequence[Outcome]) -> list[Arrival]:
    return [
        Arrival(
            key=f"{n}", url="https://a.example" + form.format(n), at=NOW, title=title,
            outcome=outcomes[n % len(outcomes)],
        )
        for n, title in enumerate(titles)
    ]  # fmt: skip


THIRD = (ON, OFF, OFF)
NOBODY = (OFF,)
was = arrivals(PAPER, OLD, THIRD)

SOLD = {
    "to-a-casino": (was, arrivals(CASINO, NEW, NOBODY)),
    "to-a-casino-on-the-same-system": (was, arrivals(CASINO, OLD, NOBODY)),
    "to-indonesian-gamblers": (was, arrivals(JUDI, NEW, NOBODY)),
    "to-a-pharmacy": (was, arrivals(PHARMA, NEW, NOBODY)),
    "to-a-lifestyle-magazine": (was, arrivals(LIFESTYLE, NEW, NOBODY)),
    "to-the-same-on-the-same-system": (was, arrivals(LIFESTYLE, OLD, NOBODY)),
    "a-house-that-was-never-on-topic": (
        arrivals(PAPER, OLD, NOBODY), arrivals(LIFESTYLE, NEW, NOBODY),
    ),
    "broken-into": (was, arrivals([*LATER[:9], *CASINO[:6]], OLD, THIRD)),
    "russian": (arrivals(RUSSIAN_PAPER, OLD, THIRD), arrivals(RUSSIAN_CASINO, NEW, NOBODY)),
    "chinese": (arrivals(CHINESE_PAPER, OLD, THIRD), arrivals(CHINESE_LOTTERY, NEW, NOBODY)),
    "an-english-paper-to-a-chinese-lottery": (was, arrivals(CHINESE_LOTTERY, OLD, NOBODY)),
}  # fmt: skip
THEIR_OWN = {
    "two-weeks-later": (was, arrivals(LATER, OLD, THIRD)),
    "redesigned": (was, arrivals(LATER, NEW, THIRD)),
    "redesigned-in-a-quiet-week": (was, arrivals(LATER, NEW, NOBODY)),
    "a-world-cup": (was, arrivals(CUP, OLD, NOBODY)),
    "a-world-cup-and-a-redesign": (was, arrivals([*CUP[:7], *LATER[:7]], NEW, NOBODY)),
    "a-french-edition": (was, arrivals(FRENCH, OLD, THIRD)),
    "a-french-edition-on-a-new-system": (was, arrivals(FRENCH, NEW, THIRD)),
    "a-casino-trade-paper": (arrivals(MACAU, OLD, NOBODY), arrivals(CASINO, OLD, NOBODY)),
    "one-report-on-a-casino": (was, arrivals([*LATER[:9], MACAU[0]], OLD, THIRD)),
    "never-on-topic-redesigned": (arrivals(PAPER, OLD, NOBODY), arrivals(LATER, NEW, NOBODY)),
    "no-titles-another-system": (
        arrivals([""] * 20, OLD, THIRD), arrivals([""] * 20, NEW, THIRD),
    ),
    "too-few": (was[:5], arrivals(CASINO, NEW, NOBODY)),
}  # fmt: skip


@pytest.mark.parametrize("name", SOLD)
def test_another_owner_is_suspected(name: str) -> None:
    assert "changed hands" in changed_hands(*SOLD[name])


@pytest.mark.parametrize("name", THEIR_OWN)
def test_a_house_that_stays_itself_is_not_accused(name: str) -> None:
    assert changed_hands(*THEIR_OWN[name]) == ""
