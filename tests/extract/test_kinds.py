"""Pages that are no articles, and what is said about them."""

# ruff: noqa: E501 -- a page a line reads best as one line
import pytest

from ingest.model import PageKind
from tests.extract.pages import PARAGRAPHS, article, body, read

CARDS = "".join(
    f"<article><h2><a href='/n/{n}'>Headline number {n} of this long front page</a></h2></article>"
    for n in range(40)
)
LD = "<script type='application/ld+json'>{}</script>"


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param("<html><title>Just a moment...</title><body><p>Enable JavaScript and cookies to continue</p></body></html>", PageKind.CHALLENGE, id="bot-wall"),
        pytest.param("<html><title>Security</title><body><h1>Please verify you are human</h1><p>Solve the captcha below to go on reading.</p></body></html>", PageKind.CHALLENGE, id="captcha"),
        pytest.param("<html><title>Before you continue</title><body><h1>Before you continue</h1><p>We and our partners use cookies for many purposes and need your consent.</p></body></html>", PageKind.CHALLENGE, id="consent"),
        pytest.param("<html><title>Log in</title><body><h1>Log in to your account</h1><p>Enter your address and the password you have chosen for this site.</p></body></html>", PageKind.CHALLENGE, id="login"),
        pytest.param("<html><title>Page not found</title><body><h1>Page not found</h1><p>The address you asked for leads nowhere. Try the search above.</p></body></html>", PageKind.ERROR, id="soft-404"),
        pytest.param("<html><title>Ошибка</title><body><h1>Страница не найдена</h1><p>Возможно, она была удалена или её адрес изменился с тех пор.</p></body></html>", PageKind.ERROR, id="soft-404-ru"),
        pytest.param(f"<html><title>Valley News</title><body><main>{CARDS}</main></body></html>", PageKind.LISTING, id="listing"),
        pytest.param("<html><head><title>x</title></head><body></body></html>", PageKind.EMPTY, id="no-text"),
        pytest.param(article(body(PARAGRAPHS[:2]), head=LD.format('{"@type":"NewsArticle","headline":"Old bridge closed","isAccessibleForFree":"False"}')), PageKind.TEASER, id="paywall"),
        pytest.param(article(head=LD.format('{"@type":"LiveBlogPosting","headline":"Old bridge closed","liveBlogUpdate":[{"@type":"BlogPosting","headline":"x"}]}')), PageKind.LIVE_BLOG, id="live-blog"),
        pytest.param(article("<p>" + "Researchers explain how a captcha tells people from programs. " * 40 + "</p>"), PageKind.ARTICLE, id="an-article-about-captchas"),
        pytest.param(article(body(PARAGRAPHS * 2), head=LD.format('{"@type":"NewsArticle","headline":"Old bridge closed","isAccessibleForFree":false}')), PageKind.ARTICLE, id="paywalled-but-whole"),
    ],
)  # fmt: skip
def test_kind(html: str, kind: PageKind) -> None:
    extraction = read(html)
    assert extraction.kind is kind
    assert bool(extraction.reason) == (kind not in (PageKind.ARTICLE, PageKind.LIVE_BLOG))


@pytest.mark.parametrize(
    ("status", "kind"), [(404, PageKind.ERROR), (500, PageKind.ERROR), (403, PageKind.CHALLENGE)]
)
def test_a_failed_response_is_no_article(status: int, kind: PageKind) -> None:
    assert read(article(), status=status).kind is kind
