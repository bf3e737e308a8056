"""Front and section pages in the layouts newsrooms use: which links are articles, and which are not."""

from __future__ import annotations

import pytest

from ingest.normalize.urls import join

# name: (address, body of the page, the articles on it)
PAGES = {
    "cards-slugs": (
        "https://paper.example/",
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/politics/">Politics</a></li><li>'
        '<a href="/world/">World</a></li><li>'
        '<a href="/business/markets/">Markets today</a></li></ul></nav><main>'
        '<article class="card">'
        '<a href="/world/minister-resigns-after-grain-vote"><img src="x.jpg"></a><h3>'
        '<a href="/world/minister-resigns-after-grain-vote">Minister resigns after grain '
        'vote</a></h3><p class="byline">By <a href="/by/ana-writer">Ana Writer</a></p>'
        '<a class="tag" href="/topic/energy">Energy</a></article><article class="card">'
        '<a href="/world/bridge-reopens-to-heavy-lorries"><img src="x.jpg"></a><h3>'
        '<a href="/world/bridge-reopens-to-heavy-lorries">Bridge reopens to heavy lorries'
        '</a></h3><p class="byline">By <a href="/by/ana-writer">Ana Writer</a></p>'
        '<a class="tag" href="/topic/energy">Energy</a></article><article class="card">'
        '<a href="/world/power-cuts-return-to-the-capital"><img src="x.jpg"></a><h3>'
        '<a href="/world/power-cuts-return-to-the-capital">Power cuts return to the capit'
        'al</a></h3><p class="byline">By <a href="/by/ana-writer">Ana Writer</a></p>'
        '<a class="tag" href="/topic/energy">Energy</a></article></main><footer>'
        '<a href="/about-us">About us</a><a href="/privacy-policy">Privacy policy</a>'
        '<a href="/terms-and-conditions-of-use">Terms and conditions of use</a>'
        '<a href="/contact">Contact</a></footer>',
        [
            "/world/minister-resigns-after-grain-vote",
            "/world/bridge-reopens-to-heavy-lorries",
            "/world/power-cuts-return-to-the-capital",
        ],
    ),
    "wordpress": (
        "https://blog.example/",
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/politics/">Politics</a></li><li>'
        '<a href="/world/">World</a></li><li>'
        '<a href="/business/markets/">Markets today</a></li></ul></nav>'
        '<article><h2 class="entry-title">'
        '<a href="https://blog.example/2026/11/21/port/" rel="bookmark">Port</a></h2>'
        '<a href="https://blog.example/2026/11/21/port/#comments">3 Comments</a>'
        '<a href="https://blog.example/category/war/">War</a>'
        '<a href="https://blog.example/author/ben/">Ben</a>'
        '<a class="more-link" href="https://blog.example/2026/11/21/port/#more">Read more'
        "</a></article>"
        '<article><h2 class="entry-title">'
        '<a href="https://blog.example/2026/11/20/talks-in-geneva/" rel="bookmark">Talks '
        "in Geneva</a></h2>"
        '<a href="https://blog.example/2026/11/20/talks-in-geneva/#comments">3 Comments</a>'
        '<a href="https://blog.example/category/war/">War</a>'
        '<a href="https://blog.example/author/ben/">Ben</a>'
        '<a class="more-link" href="https://blog.example/2026/11/20/talks-in-geneva/#more'
        '">Read more</a></article>'
        '<div class="nav-links">'
        '<a href="https://blog.example/page/2/">Older posts</a></div><aside>'
        '<a href="https://blog.example/2026/11/">November 2026</a>'
        '<a href="https://blog.example/2026/">2026</a></aside>',
        [
            "https://blog.example/2026/11/21/port/",
            "https://blog.example/2026/11/20/talks-in-geneva/",
        ],
    ),
    "bitrix-numeric": (
        "https://gazeta.example/",
        '<div class="top-menu"><a href="/news/">Новости</a><a href="/articles/">Статьи</a></div>'
        '<div class="news-list"><p class="news-item"><span class="news-date-time">21.11.2026</span>'
        '<a href="/news/18234/"><b>В порту начали разгрузку зерна</b></a></p><p class="ne'
        'ws-item"><span class="news-date-time">21.11.2026</span>'
        '<a href="/news/18233/"><b>Мост открыли для грузовиков</b></a></p><p class="news-'
        'item"><span class="news-date-time">21.11.2026</span>'
        '<a href="/news/18230/"><b>Министр подал в отставку после голосования</b></a></p></div>'
        '<div class="modern-page-navigation"><a href="/news/?PAGEN_1=2">2</a>'
        '<a href="/news/?PAGEN_1=3">3</a></div>',
        ["/news/18234/", "/news/18233/", "/news/18230/"],
    ),
    "chinese-portal": (
        "https://news.example.cn/",
        '<div class="nav"><a href="/politics/">时政</a>'
        '<a href="/world/">国际</a></div><ul class="list"><li>'
        '<a href="/politics/2026-11/21/content_30561234.htm" target="_blank">会议在北京开幕</a><'
        "span>11-21</span></li><li>"
        '<a href="/world/2026-11/21/content_30561299.htm" target="_blank">港口恢复运营</a><span'
        ">11-21</span></li><li>"
        '<a href="/world/2026-11/21/content_30561300.htm" target="_blank">多国代表团抵达</a><spa'
        "n>11-21</span></li></ul>"
        '<a href="/world/node_1001.htm">更多</a><a href="https://ad.example/x">广告</a>',
        [
            "/politics/2026-11/21/content_30561234.htm",
            "/world/2026-11/21/content_30561299.htm",
            "/world/2026-11/21/content_30561300.htm",
        ],
    ),
    "next-data-only": (
        "https://app.example/",
        '<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{"prop'
        's": {"pageProps": {"articles": [{"title": "Port resumes loading of grain", "url"'
        ': "/news/port-resumes-loading-of-grain-1842211"}, {"title": "Minister resigns af'
        'ter vote", "url": "/news/minister-resigns-after-vote-1842190"}]}}}</script>',
        [
            "/news/port-resumes-loading-of-grain-1842211",
            "/news/minister-resigns-after-vote-1842190",
        ],
    ),
    "cyrillic-slugs": (
        "https://новини.example/",
        "<section><h3>"
        '<a href="/політика/порт-відновив-роботу-після-ремонту">Порт відновив роботу післ'
        "я ремонту</a></h3><h3>"
        '<a href="/світ/переговори-тривають-третю-добу-поспіль">Переговори тривають третю'
        " добу поспіль</a></h3></section>"
        '<a href="/політика">Політика</a><a href="/теги/порт">порт</a>',
        [
            "/політика/порт-відновив-роботу-після-ремонту",
            "/світ/переговори-тривають-третю-добу-поспіль",
        ],
    ),
    "ticker": (
        "https://agency.example/",
        '<div class="feed ticker">'
        '<div class="line"><span class="time">18:05</span> <a href="/news/1099871">Rouble'
        " slips against the yuan</a></div>"
        '<div class="line"><span class="time">18:01</span> <a href="/news/1099870">Grain '
        "ship leaves the port</a></div>"
        '<div class="line"><span class="time">17:55</span> <a href="/news/1099869">Talks '
        "resume</a></div></div>"
        '<div class="menu"><a href="/news/economy">Economy</a></div>',
        ["/news/1099871", "/news/1099870", "/news/1099869"],
    ),
    "media-links": (
        "https://www.paper.example/",
        "<div>"
        '<a href="https://www.paper.example/video/2026/11/21/ships-leave-port">Ships leave port</a>'
        '<a href="https://sport.paper.example/football/late-goal-decides-the-derby-881234'
        '5">Late goal decides the derby</a>'
        '<a href="https://www.paper.example/gallery/2026/11/21/winter-in-pictures">Winter'
        " in pictures</a>"
        '<a href="https://www.paper.example/world/envoys-arrive-for-a-second-round-881230'
        '0">Envoys arrive for a second round</a>'
        '<a href="https://shop.paper.example/products/paper-mug-blue-large-edition">Paper'
        " mug, blue, large edition</a>"
        '<a href="https://www.paper.example/podcasts/daily/episode-812">Episode 812: the '
        "port</a></div>",
        [
            "https://www.paper.example/video/2026/11/21/ships-leave-port",
            "https://sport.paper.example/football/late-goal-decides-the-derby-8812345",
            "https://www.paper.example/gallery/2026/11/21/winter-in-pictures",
            "https://www.paper.example/world/envoys-arrive-for-a-second-round-8812300",
        ],
    ),
    "tag-cloud": (
        "https://paper.example/opinion/",
        '<div class="tagcloud">'
        '<a href="/tag/winter-power-cuts-and-heating">winter-power-cuts-and-heating</a>'
        '<a href="/tag/grain-exports-by-sea-and-rail">grain-exports-by-sea-and-rail</a></div>'
        '<div class="columnists">'
        '<a href="/opinion/authors/maria-von-der-heide">Maria von der Heide</a></div>'
        '<div class="items"><h3>'
        '<a href="/opinion/why-the-grain-deal-still-matters">Why the grain deal still mat'
        "ters</a></h3><h3>"
        '<a href="/opinion/letters-to-the-editor-on-the-bridge">Letters to the editor on '
        "the bridge</a></h3></div>",
        [
            "/opinion/why-the-grain-deal-still-matters",
            "/opinion/letters-to-the-editor-on-the-bridge",
        ],
    ),
    "short-dates": (
        "https://it.example/",
        "<div><h2>"
        '<a href="/notizie/2026/11/21/news/porto_riapre-424111/">Il porto riapre</a></h2><h2>'
        '<a href="/notizie/26_novembre_21/ponte-riapre-7c1d.shtml">Il ponte riapre ai cam'
        "ion</a></h2></div>",
        [
            "/notizie/2026/11/21/news/porto_riapre-424111/",
            "/notizie/26_novembre_21/ponte-riapre-7c1d.shtml",
        ],
    ),
    "json-ld-list": (
        "https://spa.example/",
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "'
        'ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "url": "http'
        's://spa.example/stories/harbour-opens"}, {"@type": "ListItem", "position": 2, "u'
        'rl": "https://spa.example/stories/bridge-closes"}]}</script>'
        '<div id="app"></div>',
        ["/stories/harbour-opens", "/stories/bridge-closes"],
    ),
    "short-ids": (
        "https://tass.example/",
        '<div class="list">'
        '<a href="/politics/2143991"><span class="title">Envoy speaks of progress</span></a>'
        '<a href="/politics/2143990"><span class="title">Ministers to meet on Monday</spa'
        "n></a></div>"
        '<a href="/politics">Politics</a><a href="/corrections">Corrections</a>',
        ["/politics/2143991", "/politics/2143990"],
    ),
    "arabic": (
        "https://akhbar.example/",
        "<ul><li>"
        '<a href="/news/2026/11/21/%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1">الميناء يف'
        "تح من جديد</a></li><li>"
        '<a href="/politics/1234567-talks">استئناف المحادثات بين الطرفين في جنيف</a></li></ul>',
        ["/news/2026/11/21/%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1", "/politics/1234567-talks"],
    ),
    "guardian-like": (
        "https://g.example/uk",
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/politics/">Politics</a></li><li>'
        '<a href="/world/">World</a></li><li>'
        '<a href="/business/markets/">Markets today</a></li></ul></nav><ul><li>'
        '<a href="/world/2026/nov/21/harbour-opens-to-trade" aria-label="Harbour opens to'
        ' trade"></a>'
        "<div>Harbour opens to trade</div></li><li>"
        '<a href="/commentisfree/2026/nov/20/the-grain-deal-is-not-dead" aria-label="x">T'
        "he grain deal is not dead</a></li><li>"
        '<a href="/world/series/the-long-read">The long read</a></li><li>'
        '<a href="/profile/ana-writer">Ana Writer</a></li></ul>',
        [
            "/world/2026/nov/21/harbour-opens-to-trade",
            "/commentisfree/2026/nov/20/the-grain-deal-is-not-dead",
        ],
    ),
    "indian": (
        "https://toi.example/",
        '<div class="list9"><ul><li>'
        '<a href="/world/europe/harbour-opens/articleshow/115501234.cms">Harbour opens</a></li><li>'
        '<a href="/india/grain-talks-set-for-monday/articleshow/115501299.cms">Grain talk'
        "s set for Monday</a></li></ul></div>"
        '<a href="/videos/harbour/videoshow/115500001.cms">Video: harbour scenes as the p'
        "ort reopens to all</a>"
        '<a href="/topic/grain">Grain</a><a href="/business/markets">Markets</a>',
        [
            "/world/europe/harbour-opens/articleshow/115501234.cms",
            "/india/grain-talks-set-for-monday/articleshow/115501299.cms",
            "/videos/harbour/videoshow/115500001.cms",
        ],
    ),
    "polish-comma": (
        "https://wp.example/",
        '<div><a href="/port-znow-otwarty-7223344556677a">Port znów otwarty</a>'
        '<a href="/kraj/7,114883,31488812,most-zamkniety-do-wiosny.html">Most zamknięty d'
        "o wiosny</a>"
        '<a href="/Kategoria/kraj">Kraj</a></div>',
        [
            "/port-znow-otwarty-7223344556677a",
            "/kraj/7,114883,31488812,most-zamkniety-do-wiosny.html",
        ],
    ),
    "nuxt-like-ld": (
        "https://j.example/",
        '<div id="app"></div><script type="application/ld+json">{"@graph": [{"@type": "We'
        'bSite", "url": "https://j.example/", "name": "J"}, {"@type": "NewsArticle", "hea'
        'dline": "Port opens", "url": "https://j.example/n/port"}, {"@type": "Organizatio'
        'n", "name": "J Ltd", "url": "https://j.example/about/company-information-page"}]'
        "}</script>",
        ["/n/port"],
    ),
    "ukr-short": (
        "https://u.example/news/",
        '<div class="article_news_list"><div class="article_news_bold">'
        '<a href="/news/2026/11/21/7612345/">Порт відкрито</a></div><div>'
        '<a href="/articles/2026/11/20/7612001/">Великий репортаж</a></div></div>'
        '<div class="calendar"><a href="/news/date_20112026/">20</a></div>',
        ["/news/2026/11/21/7612345/", "/articles/2026/11/20/7612001/"],
    ),
    "gov": (
        "https://www.gov.example/search/news",
        '<ul class="document-list"><li>'
        '<a href="/government/news/foreign-secretary-visits-the-harbour">Foreign Secretar'
        "y visits the harbour</a></li><li>"
        '<a href="/government/speeches/statement-on-the-grain-deal">Statement on the grai'
        "n deal</a></li></ul>"
        '<a href="/search/news?page=2">Next page</a>'
        '<a href="/government/organisations/ministry-of-trade-and-industry">Ministry of T'
        "rade and Industry</a>",
        [
            "/government/news/foreign-secretary-visits-the-harbour",
            "/government/speeches/statement-on-the-grain-deal",
        ],
    ),
    "related-footer": (
        "https://r.example/",
        "<main><article><header><h2>"
        '<a href="/2026/11/21/port">Port</a></h2></header></article></main><footer><h4>Popular</h4>'
        '<a href="/2019/01/01/an-old-story-about-cats">An old story about cats</a></footer>',
        ["/2026/11/21/port"],
    ),
}


@pytest.mark.parametrize(("address", "body", "articles"), PAGES.values(), ids=PAGES)
def test_article_links(ask, address: str, body: str, articles: list[str]) -> None:
    found = ask(f"<!doctype html><html>{body}</html>", "homepage", address)
    assert {entry.url for entry in found.entries} == {join(address, link) for link in articles}
