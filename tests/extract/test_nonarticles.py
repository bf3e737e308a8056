"""Invented pages that are no articles: lists, tables, walls and errors as sites really make them.

The outcomes were written down before the pages were first read; 17 of 35 came out right then.
"""

# ruff: noqa: E501 -- a page a line reads best as one line; French, Russian ... punctuation
from __future__ import annotations

import pytest

from ingest.extract import extract
from ingest.model import Page
from tests.extract.pages import NOW

SITE = "https://paper.example"


def page(title: str, body: str, lang: str = "en", head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


def teaser(h: str, t: str, u: str = "/a/b-1") -> str:
    return f'<div class="item"><h3><a href="{u}">{h}</a></h3><p>{t}</p></div>'


TE = [
    (
        "Harbour board votes to keep the old crane standing",
        "The board decided by one vote that the crane, built in 1911, will remain where it is, although it has not lifted anything since the flood and costs the town more each year.",
    ),
    (
        "School meals to be cooked in the schools again",
        "From autumn eleven kitchens will reopen, the council promised on Tuesday, after parents had complained for years about cold food delivered from a factory in the next county.",
    ),
    (
        "Ferry timetable changes from Sunday",
        "The first boat leaves half an hour earlier, the last one an hour later; islanders welcome the change, crews say nobody asked them.",
    ),
    (
        "Mayor apologises for fountain mistake",
        "The fountain on the market square was connected to the wrong main and ran with sea water for nine days, killing the roses around it, the mayor said.",
    ),
    (
        "Library lends bicycles",
        "Twelve bicycles can now be borrowed with a reader’s card. The librarian hopes that people will ride home with the books they would otherwise not carry.",
    ),
    (
        "Bridge inspection finds rust",
        "Engineers who looked at the railway bridge for the first time in ten years found rust in places where they had not expected it, and closed one of the two tracks.",
    ),
    (
        "Choir wins prize abroad",
        "Forty singers from the fishermen’s choir came home with a silver medal and a goat, which they had won in the raffle.",
    ),
]
long_section = "".join(teaser(h, t, f"/news/2026/11/{i}-x") for i, (h, t) in enumerate(TE))
div_teasers = "".join(
    f'<div class="card"><a class="card-link" href="/n/{i}"><span class="card-title">{h}</span></a><div class="card-text">{t}</div><span class="card-date">20 Nov 2026</span></div>'
    for i, (h, t) in enumerate(TE)
)
p_teasers = "".join(
    f'<article><header><h2 class="entry-title"><a href="/n/{i}">{h}</a></h2><time datetime="2026-11-{20 - i}T09:00:00Z">Nov {20 - i}, 2026</time></header><div class="entry-summary"><p>{t} <a href="/n/{i}">Continue reading</a></p></div></article>'
    for i, (h, t) in enumerate(TE)
)
PAGES: list[tuple[str, str, tuple[str, ...], str]] = []


def add(name: str, url: str, kinds: tuple[str, ...], html: str) -> None:
    PAGES.append((name, url, kinds, html))


add(
    "section-long-teasers",
    SITE + "/politics/",
    ("listing",),
    page("Politics | Paper", f'<h1>Politics</h1><div class="list">{long_section}</div>'),
)
add(
    "section-dated-meta",
    SITE + "/world",
    ("listing",),
    page(
        "World",
        "<h1>World</h1>" + long_section,
        head='<meta property="article:published_time" content="2026-11-20T10:00:00Z"><meta property="og:type" content="website">',
    ),
)
add(
    "section-div-cards",
    SITE + "/section/local",
    ("listing",),
    page("Local news", "<h1>Local news</h1>" + div_teasers),
)
add(
    "wp-archive",
    SITE + "/2026/11/",
    ("listing",),
    page("November 2026 - Paper", "<h1>Month: November 2026</h1>" + p_teasers),
)
add(
    "wp-category",
    SITE + "/category/town/",
    ("listing",),
    page(
        "Town Archives - Paper",
        '<h1 class="page-title">Category: Town</h1>' + p_teasers,
        head='<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"CollectionPage","name":"Town Archives"}]}</script>',
    ),
)
add(
    "author-page",
    SITE + "/author/ann-example",
    ("listing",),
    page(
        "Ann Example, Author at Paper",
        '<h1>Ann Example</h1><p class="bio">Ann Example has reported on towns and their quarrels since 1999. She was born on a barge and likes maps, bread and the offside rule.</p>'
        + p_teasers,
    ),
)
add(
    "tag-ru",
    SITE + "/tags/most",
    ("listing",),
    page(
        "Мост — все новости по теме",
        "<h1>Мост</h1>"
        + "".join(
            f'<div class="news-item"><div class="date">2{i}.11.2026</div><a class="title" href="/{i}">{h}</a><div class="anons">{t}</div></div>'
            for i, (h, t) in enumerate(
                [
                    (
                        "Мост закроют на ремонт до весны",
                        "Рабочие начнут менять опоры после праздников, движение перенесут на объездную дорогу.",
                    ),
                    (
                        "Жители просят не закрывать мост",
                        "Под обращением подписались две тысячи человек, его передали в мэрию в понедельник.",
                    ),
                    (
                        "Подрядчика для ремонта выберут в декабре",
                        "Заявки подали четыре компании, самая дешёвая обещает управиться за восемь месяцев.",
                    ),
                    (
                        "Мосту исполнилось сто лет",
                        "К юбилею открыли выставку чертежей и фотографий, вход на неё свободный до конца месяца.",
                    ),
                    (
                        "На мосту заменили фонари",
                        "Новые светильники потребляют втрое меньше электричества, чем старые, установленные в девяностых.",
                    ),
                ]
            )
        ),
        lang="ru",
    ),
)
add(
    "search-results",
    SITE + "/search?q=bridge",
    ("listing",),
    page(
        "Search results for bridge",
        "<h1>Search results for “bridge”</h1><p>7 results found</p>" + long_section,
    ),
)
add(
    "weather",
    SITE + "/weather/orle",
    ("listing", "empty"),
    page(
        "Weather in Orle",
        "<h1>Weather Orle</h1><table><tr><th>Day</th><th>High</th><th>Low</th><th>Wind</th></tr>"
        + "".join(
            f"<tr><td>{d}</td><td>{5 + i}°</td><td>{i}°</td><td>{12 + i} km/h NW</td></tr>"
            for i, d in enumerate(
                "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
            )
        )
        + "</table><p>Cloudy with sunny spells. Chance of rain 20 %.</p>",
    ),
)
add(
    "table-football",
    SITE + "/sport/table",
    ("listing", "empty"),
    page(
        "League table",
        "<h1>League table</h1><table>"
        + "".join(
            f"<tr><td>{i}</td><td>Team {c}</td><td>{20 - i}</td><td>{40 - 2 * i}</td></tr>"
            for i, c in enumerate("ABCDEFGHIJKLMNOP")
        )
        + "</table>",
    ),
)
add(
    "stock-quotes",
    SITE + "/markets",
    ("listing", "empty"),
    page(
        "Markets today",
        "<h1>Markets</h1><ul>"
        + "".join(
            f'<li><a href="/q/{i}">Company {c} Holding</a> {100 + i}.25 <span>+0.{i}%</span></li>'
            for i, c in enumerate("ABCDEFGHIJKLMN")
        )
        + "</ul>",
    ),
)
add(
    "podcast-episode",
    SITE + "/podcasts/tide/12",
    ("empty", "teaser", "article"),
    page(
        "The Tide, episode 12",
        "<h1>The Tide: episode 12</h1><audio></audio><p>Listen on Apple Podcasts, Spotify or wherever you get your podcasts.</p>",
    ),
)
add(
    "login-de",
    SITE + "/anmelden",
    ("challenge", "empty"),
    page(
        "Anmelden",
        '<h1>Anmelden</h1><form><label>E-Mail</label><input type="email"><label>Passwort</label><input type="password"><button>Weiter</button></form><p>Noch kein Konto? Jetzt registrieren. Passwort vergessen?</p><p>Mit Ihrer Anmeldung stimmen Sie unseren Allgemeinen Geschäftsbedingungen und den Hinweisen zum Datenschutz zu.</p>',
        "de",
    ),
)
add(
    "login-uk",
    SITE + "/news/2026/x",
    ("challenge", "empty"),
    page(
        "Вхід | Газета",
        '<h2>Увійдіть, щоб продовжити</h2><form><input name="login" type="text"><input type="password"></form><p>Забули пароль? Зареєструватися за допомогою соціальних мереж.</p>',
        "uk",
    ),
)
add(
    "consent-de",
    SITE + "/politik/artikel-1.html",
    ("challenge", "empty"),
    page(
        "Paper",
        '<div class="cmp"><h1>Willkommen bei Paper</h1><p>Um fortzufahren, schließen Sie ein Abo ab oder stimmen Sie der Nutzung von Cookies und ähnlichen Verfahren zu. Wir und bis zu 212 Partner verarbeiten Ihre Daten, um Inhalte und Anzeigen zu personalisieren, Funktionen für soziale Medien anzubieten und Zugriffe zu analysieren.</p><button>Akzeptieren und weiter</button><p>Details zu Werbe- und Analyse-Trackern in unserer Datenschutzerklärung. Zustimmung jederzeit widerrufbar.</p></div>',
        "de",
    ),
)
add(
    "consent-fr",
    SITE + "/politique/article-1.html",
    ("challenge", "empty"),
    page(
        "Le Papier",
        "<div><h1>Votre vie privée compte pour nous</h1><p>Avec votre accord, nos 843 partenaires et nous utilisons des cookies ou technologies similaires pour stocker, consulter et traiter des données personnelles telles que votre visite sur ce site internet.</p><button>Continuer sans accepter</button><button>Tout accepter</button></div>",
        "fr",
    ),
)
add(
    "consent-it",
    SITE + "/cronaca/1.html",
    ("challenge", "empty"),
    page(
        "Il Foglio di Prova",
        "<div><h2>Scegli come continuare</h2><p>Puoi accedere gratuitamente a tutti i contenuti acconsentendo all’uso dei cookie di profilazione oppure abbonarti e navigare senza tracciamento.</p><button>Accetta e continua</button><button>Rifiuta e abbonati</button></div>",
        "it",
    ),
)
add(
    "consent-yahoo",
    SITE + "/x",
    ("challenge", "empty"),
    page(
        "Paper is part of the Example family of brands",
        "<div><h1>Before you continue to Paper</h1><p>We, Example, are part of the Example family of brands. When you use our sites and apps, we use cookies to provide our sites and apps to you, authenticate users, apply security measures, and prevent spam and abuse, and measure your use of our sites and apps.</p><button>Accept all</button><button>Reject all</button></div>",
    ),
)
add(
    "js-required",
    SITE + "/news/1",
    ("challenge", "empty", "error"),
    page(
        "Paper",
        '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>',
    ),
)
add(
    "js-required-visible",
    SITE + "/news/1",
    ("challenge", "empty", "error"),
    page(
        "Paper",
        "<div><h1>JavaScript is disabled</h1><p>Please enable JavaScript in your browser settings and reload this page. Our site does not work without it. If you use an ad blocker, make an exception for this address.</p></div>",
    ),
)
add(
    "cloudflare-ru",
    SITE + "/news/1",
    ("challenge",),
    page(
        "Один момент…",
        "<h1>paper.example</h1><p>Проверка, что вы не робот. Это может занять несколько секунд.</p><p>paper.example должен проверить безопасность вашего подключения, прежде чем продолжить.</p>",
        "ru",
    ),
)
add(
    "geo-block",
    SITE + "/news/1",
    ("challenge", "error", "empty"),
    page(
        "Not available in your region",
        "<h1>Unavailable for legal reasons</h1><p>We recognize you are attempting to access this website from a country belonging to the European Economic Area (EEA) and therefore access cannot be granted at this time. For any issues, contact web@paper.example or call 555-0100.</p>",
    ),
)
add(
    "soft404-en",
    SITE + "/news/old",
    ("error", "empty"),
    page(
        "Page not found | Paper",
        '<h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location. Maybe try one of the links below or a search?</p><h2>Recent posts</h2><ul><li><a href="/1">Harbour board votes to keep the crane</a></li></ul>',
    ),
)
add(
    "soft404-tr",
    SITE + "/haber/eski",
    ("error", "empty"),
    page(
        "Sayfa bulunamadı",
        "<h1>404</h1><p>Aradığınız sayfa bulunamadı. Silinmiş, adı değiştirilmiş veya geçici olarak kullanım dışı olabilir. Ana sayfaya dönmek için tıklayın.</p>",
        "tr",
    ),
)
add(
    "soft404-pl",
    SITE + "/artykul/x",
    ("error", "empty"),
    page(
        "Strona nie istnieje",
        "<h1>Nie znaleziono strony</h1><p>Strona, której szukasz, nie istnieje lub została przeniesiona. Sprawdź adres albo wróć na stronę główną i skorzystaj z wyszukiwarki.</p>",
        "pl",
    ),
)
add(
    "soft404-removed",
    SITE + "/news/77",
    ("error", "empty"),
    page(
        "Paper",
        "<h1>This article is no longer available</h1><p>The story you are looking for has been removed or has expired. You can search our archive for stories published since 1998.</p>",
    ),
)
add(
    "contact-page",
    SITE + "/contact",
    ("listing", "empty", "error", "article"),
    page(
        "Contact us",
        "<h1>Contact us</h1><p>Newsroom: 555-0101</p><p>Advertising: 555-0102</p><p>12 Quay Street, Orle</p>",
    ),
)
add(
    "photo-gallery-index",
    SITE + "/photos",
    ("listing", "empty"),
    page(
        "Pictures",
        "<h1>Pictures</h1>"
        + "".join(
            f'<div class="g"><a href="/g{i}"><img src="{i}.jpg"><span>{h}</span></a></div>'
            for i, (h, t) in enumerate(TE)
        ),
    ),
)
add(
    "sitemap-html",
    SITE + "/sitemap",
    ("listing",),
    page(
        "Site map",
        "<h1>Site map</h1><ul>"
        + "".join(f'<li><a href="/s{i}">{h}</a></li>' for i, (h, t) in enumerate(TE * 4))
        + "</ul>",
    ),
)
add(
    "news-ticker",
    SITE + "/lenta/",
    ("listing",),
    page(
        "Лента новостей",
        "<h1>Лента новостей</h1>"
        + "".join(
            f'<div class="lenta-item"><span class="time">1{i}:0{i}</span> <a href="/n/{i}">{h}</a></div>'
            for i, h in enumerate(
                [
                    "Мост закроют на ремонт до весны",
                    "Жители просят не закрывать мост",
                    "Подрядчика выберут в декабре этого года",
                    "Мосту исполнилось сто лет",
                    "На мосту заменили фонари",
                    "Порт перешёл на зимний режим работы",
                    "В библиотеке начали выдавать велосипеды",
                    "Хор рыбаков вернулся с серебряной медалью",
                ]
            )
        ),
        "ru",
    ),
)
add(
    "homepage-path",
    SITE + "/en/index.html",
    ("listing",),
    page(
        "Paper – News from Orle",
        '<div class="lead">'
        + teaser(*TE[0])
        + '</div><div class="cols">'
        + "".join(teaser(h, t, f"/n/{i}") for i, (h, t) in enumerate(TE))
        + "</div>"
        + "".join(f'<li><a href="/l/{i}">{h}</a></li>' for i, (h, t) in enumerate(TE * 3)),
    ),
)
add(
    "digest-of-day",
    SITE + "/newsletter/archive/12",
    ("article", "listing"),
    page("Morning letter, 20 November", "<h1>Morning letter, 20 November</h1>" + long_section),
)
add(
    "print-subscribe-wall",
    SITE + "/news/2026/mayor-apologises",
    ("teaser", "challenge", "empty"),
    page(
        "Mayor apologises for fountain mistake | Paper",
        '<article><h1>Mayor apologises for fountain mistake</h1><p>The fountain on the market square was connected to the wrong main and ran with sea water for nine days, killing the roses around it.</p><div class="wall"><h3>Subscribe to continue reading</h3><p>Unlimited digital access for 1 € in the first month.</p></div></article>',
        head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T10:00:00Z">',
    ),
)


@pytest.mark.parametrize(("name", "url", "kinds", "html"), PAGES, ids=[page[0] for page in PAGES])
def test_what_is_no_article_is_told(name: str, url: str, kinds: tuple[str, ...], html: str) -> None:
    page = Page(
        url=url, final_url=url, body=html.encode(), fetched_at=NOW, content_type="text/html"
    )
    extraction = extract(page, now=NOW)
    assert str(extraction.kind) in kinds, extraction.reason
    assert extraction.reason or "article" in kinds
