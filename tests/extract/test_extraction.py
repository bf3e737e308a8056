"""What is the article and what is furniture, told by the document alone."""

# ruff: noqa: E501 -- a page a line reads best as one line
import pytest

from ingest.model import PageKind
from tests.extract.pages import PARAGRAPHS, URL, article, body, lines, read


def test_an_article_is_its_paragraphs_and_nothing_else() -> None:
    extraction = read(article())
    assert extraction.kind is PageKind.ARTICLE
    assert lines(extraction) == list(PARAGRAPHS)
    assert extraction.headline == "Old bridge closed"
    assert extraction.language == "en"
    assert extraction.url == URL


@pytest.mark.parametrize(
    "furniture",
    [
        pytest.param(
            "<div class='newsletter-box'><p>Get the valley in your inbox.</p></div>",
            id="newsletter",
        ),
        pytest.param(
            "<aside><h3>More</h3><p>Something else happened elsewhere.</p></aside>", id="aside"
        ),
        pytest.param(
            "<p><a href='/x'>READ IT HERE: FLOOD DAMAGE IN THE LOWER VALLEY</a></p>", id="link-line"
        ),
        pytest.param(
            "<ul><li><a href='/a'>First other story</a></li><li><a href='/b'>Second other story</a></li></ul>",
            id="link-list",
        ),
        pytest.param(
            "<figure><img src='b.jpg'><figcaption>The bridge in May. Photo: A. Name</figcaption></figure>",
            id="figure",
        ),
        pytest.param(
            "<div class='pic'><img src='b.jpg'><p>The bridge as it stood in May</p></div>",
            id="caption-by-the-picture",
        ),
        pytest.param(
            "<span class='visually-hidden'>Article content</span>", id="for-screen-readers"
        ),
        pytest.param(
            "<div style='display: none'><p>An error has occurred, try again.</p></div>", id="hidden"
        ),
        pytest.param(
            "<div role='complementary'><p>Our valley, our paper, your choice.</p></div>", id="role"
        ),
        pytest.param(
            "<blockquote class='twitter-tweet'><p>They closed it!</p>&mdash; Someone</blockquote>",
            id="embedded-post",
        ),
        pytest.param(
            "<div class='relatedLinks'><p>Also of interest to our readers today</p></div>",
            id="camel-case",
        ),
    ],
)
def test_furniture_between_paragraphs_goes(furniture: str) -> None:
    content = body(PARAGRAPHS[:3]) + furniture + body(PARAGRAPHS[3:])
    assert lines(read(article(content))) == list(PARAGRAPHS)


def test_a_body_marked_with_a_noise_word_stays() -> None:
    content = "".join(f"<p class='newsletter-free promo'>{text}</p>" for text in PARAGRAPHS)
    assert lines(read(article(content))) == list(PARAGRAPHS)


def test_subheadings_lists_and_quotes_keep_their_kind() -> None:
    content = (
        body(PARAGRAPHS[:2])
        + "<h2>What drivers should know</h2><ul><li>Detour through the valley, signposted.</li>"
        + "<li>No lorries above 7.5 tonnes on it.</li></ul>"
        + f"<blockquote><p>{PARAGRAPHS[2]}</p></blockquote>"
        + body(PARAGRAPHS[3:])
    )
    kinds = {block.text: block.kind for block in read(article(content)).blocks}
    assert kinds["What drivers should know"] == "heading"
    assert kinds["Detour through the valley, signposted."] == "item"
    assert kinds[PARAGRAPHS[2]] == "quote"
    assert kinds[PARAGRAPHS[0]] == "paragraph"


def test_line_breaks_part_lines() -> None:
    content = "<div>" + "<br><br>".join(PARAGRAPHS) + "</div>"
    assert lines(read(article(content))) == list(PARAGRAPHS)


def test_a_second_article_appended_is_cut() -> None:
    other = tuple(
        f"Another story entirely, sentence {n}, about the harvest of apples this year."
        for n in range(8)
    )
    after = f"<article><h1>Apple harvest</h1><div class='story'>{body(other)}</div></article>"
    assert lines(read(article(after=after))) == list(PARAGRAPHS)


def test_a_body_only_structured_data_has_is_taken_from_there() -> None:
    text = "\\n\\n".join(PARAGRAPHS * 2)
    ld = f'{{"@type": "NewsArticle", "headline": "Old bridge closed", "articleBody": "{text}"}}'
    html = (
        f"<html><head><script type='application/ld+json'>{ld}</script></head>"
        "<body><div id='app'><p>Loading the story for you.</p></div></body></html>"
    )
    extraction = read(html)
    assert extraction.method == "json-ld"
    assert PARAGRAPHS[0] in lines(extraction)


def test_a_truncated_body_in_structured_data_costs_nothing() -> None:
    ld = f'{{"@type": "NewsArticle", "headline": "Old bridge closed", "articleBody": "{PARAGRAPHS[0]}"}}'
    head = f"<script type='application/ld+json'>{ld}</script>"
    assert lines(read(article(head=head))) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param(
            (
                "Рада вирішила, що старий міст через річку буде закрито для всього транспорту з понеділка.",
                "Інженери знайшли тріщини у двох із чотирьох опор під час звичайної перевірки у вересні.",
                "Рішення про ремонт або новий міст очікують навесні, коли буде готовий звіт управління доріг.",
            ),
            id="uk",
        ),
        pytest.param(
            (
                "市议会在持续到午夜的会议后表示，横跨河流的旧桥将从星期一起对所有车辆关闭，直至另行通知为止。",
                "工程师在九月的例行检查中发现四个桥墩中有两个出现裂缝，上周的复查显示裂缝已经扩大，情况令人担忧。",
                "关于维修还是新建桥梁的决定预计将在春季作出，届时国家公路局的报告将会完成，预算也将进行表决。",
            ),
            id="zh",
        ),
        pytest.param(
            (
                "قال مجلس المنطقة إن الجسر القديم فوق النهر سيغلق أمام حركة المرور ابتداء من يوم الاثنين المقبل.",
                "وعثر المهندسون على شقوق في اثنتين من الدعامات الأربع خلال تفتيش روتيني في شهر سبتمبر الماضي.",
                "ومن المتوقع اتخاذ قرار بشأن الإصلاح أو بناء جسر جديد في الربيع عندما يصدر تقرير مكتب الطرق.",
            ),
            id="ar",
        ),
    ],
)
def test_other_scripts(paragraphs: tuple[str, ...]) -> None:
    assert lines(read(article(body(paragraphs)))) == list(paragraphs)


def test_the_same_page_gives_the_same_extraction() -> None:
    assert read(article()) == read(article())
