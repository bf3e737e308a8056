"""What sort of page this is: only articles and live blogs become stored text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.extract.candidates import Candidate
from ingest.extract.metadata import Metadata
from ingest.extract.shape import Shape
from ingest.model import PageKind

_SMALL = 1500  # characters; walls and error pages say less, articles about captchas say more
_STUB = 900  # characters of a paywalled article that are its teaser
_EMPTY = 60  # characters; shorter texts are captions and crumbs
_TEASERS = 4  # of them in the text itself
_CARDS = 12  # link lines from which a page without an article of its own is a listing

_CHALLENGE = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)"
    r"|verify(?:ing)? (?:that )?you are"
    r"|are you (?:a )?(?:human|robot)|not a robot|captcha|access (?:to this page has been |is )?denied"
    r"|request (?:was )?blocked|unusual traffic|enable javascript and cookies"
    r"|ddos[- ]protection|pardon our interruption"
    r"|before you continue|we value your privacy|privacy settings"
    r"|cookie[- ](?:consent|einstellungen)|zustimmung"
    r"|\bpur-abo|accepter et continuer|continuer sans accepter|aceptar y continuar|accetta e continua"
    r"|проверка браузера|вы не робот|подтвердите, что|доступ ограничен|перевірка браузера|ви не робот"
    r"|人机验证|安全验证|访问验证|请完成验证",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:40[34]|410|50[0234])\b|page (?:was |is |could )?not (?:be )?found|not found"
    r"|no longer (?:available|exists)"
    r"|page (?:does not|doesn.t) exist|something went wrong|service unavailable"
    r"|internal server error|bad gateway"
    r"|seite (?:wurde )?nicht gefunden|page introuvable|p[aá]gina no encontrada|pagina non trovata"
    r"|страница не найдена|сторінк[уа] не знайдено|ошибка 404|页面不存在|找不到页面|无法找到",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"^(?:log ?in|sign ?in|anmelden|einloggen|connexion|iniciar sesi[oó]n|вход|увійти|вхід|登录|登錄)\b",
    re.IGNORECASE,
)
# said of this text, behind its beginning; a mere "subscribe" or "log in" stands on every page
_PAYWALL = re.compile(
    r"(?:this|the full|the rest of (?:this|the)|premium) (?:article|story|content|text|report) (?:is|are) "
    r"(?:only |exclusively )?(?:available )?(?:only )?(?:for|to) (?:our |paying |registered )?"
    r"(?:subscribers|members|readers)|(?:subscribe|register|log in|sign in)(?: now)? to "
    r"(?:continue|keep|go on) reading|continue reading (?:with|for) "
    r"|to read the (?:full|whole) (?:article|story)"
    r"|(?:weiterlesen|jetzt lesen|vollständig(?:en)? \w+ lesen) (?:mit|nur)|nur (?:für|mit) \S{0,20}"
    r"(?:abonnent|abo\b)|r[eé]serv[eé]e?s? (?:aux|à nos) abonn"
    r"|il vous reste \d+ ?% (?:de cet article|à (?:lire|découvrir))"
    r"|(?:exclusiv[oa]s?|s[oó]lo) para suscriptores|riservato agli abbonati"
    r"|доступ\w{0,4} (?:\w+ )?(?:только|лишь) (?:\w+ )?(?:подписчик|по подписке)|чтобы (?:про|до)?читать "
    r"(?:дальше|полностью|целиком)|оформите подписку|(?:лише|тільки) (?:для )?(?:передплатник|підписник)"
    r"|оформіть передплату|щоб (?:про|до)?читати (?:далі|повністю)"
    r"|(?:订阅|登录|付费)(?:后|以)(?:可)?(?:继续)?阅读|仅(?:限|供)(?:订阅|付费)(?:用户|会员|读者)|会員限定|有料会員"
    r"|للمشتركين فقط|اشترك لقراءة",
    re.IGNORECASE,
)
_LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "WebSite"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind, and why, where the page is no whole article."""

    kind: PageKind
    reason: str = ""


def judge_kind(metadata: Metadata, body: Candidate, shape: Shape, url: str, status: int) -> Verdict:
    """Return what sort of page this is, by what it says of itself and by its form."""
    text = body.text
    if status >= 400:
        wall = status in (401, 403, 429, 451)
        return Verdict(PageKind.CHALLENGE if wall else PageKind.ERROR, f"HTTP status {status}")
    is_article = bool(metadata.ld.types) or metadata.head.first("og:type").lower() == "article"
    small = len(text) < _SMALL and not (is_article and len(text) > _STUB)
    said = f"{metadata.head.title}\n{metadata.headline}\n{text[:_SMALL]}"
    if small and (found := _CHALLENGE.search(said)) and not metadata.published:
        return Verdict(PageKind.CHALLENGE, f"a wall before the page: “{found[0]}”")
    names = "\n".join((metadata.head.title, metadata.headline, *metadata.head.h1))
    if small and not is_article and not _is_dated(metadata) and (found := _ERROR.search(names)):
        return Verdict(PageKind.ERROR, f"an error page that says 200: “{found[0]}”")
    if small and not is_article and (found := _LOGIN.search(metadata.headline)):
        return Verdict(PageKind.CHALLENGE, f"a login page: “{found[0]}”")
    if len(text) < _EMPTY:
        few = f"only {len(text)} characters of text"
        return Verdict(PageKind.EMPTY, few if text else "no main text found")
    if not is_article and (reason := _listing(metadata, shape, url)):
        return Verdict(PageKind.LISTING, reason)
    if metadata.ld.is_live:
        return Verdict(PageKind.LIVE_BLOG)
    if reason := _teaser(metadata, text, shape.said):
        return Verdict(PageKind.TEASER, reason)
    return Verdict(PageKind.ARTICLE)


def _listing(metadata: Metadata, shape: Shape, url: str) -> str:
    dated = _is_dated(metadata)
    if _is_root(url) and not (dated and shape.longest > _EMPTY):
        return "the front page of a site"
    if dated:
        return ""
    if shape.link_headings >= _TEASERS:
        return f"a list: {shape.link_headings} headings of the text lead to other pages"
    if shape.body_links > 0.5:
        return f"a list: {shape.body_links:.0%} of the text are links"
    if shape.entries >= _TEASERS and not shape.prose:
        return f"a list: {shape.entries} links and no prose"
    if shape.link_lines < _CARDS:
        return ""
    kinds = sorted(_LISTS & metadata.ld_page.types)
    if kinds and shape.longest < 400:
        return f"a list of articles by its own data ({kinds[0]})"
    if 1.5 * shape.linked > shape.prose and shape.longest < 300:
        return f"a list: {shape.linked} characters of links beside {shape.prose} of prose"
    return ""


def _is_dated(metadata: Metadata) -> bool:
    """Whether the page itself says when it was published: lists, walls and error pages do not."""
    return metadata.published is not None and metadata.published.origin not in (
        "htmldate",
        "text",
    )


def _is_root(url: str) -> bool:
    """No article lives at the root of a site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) and not parts.path.strip("/") and not parts.query


def _teaser(metadata: Metadata, text: str, said: str) -> str:
    if len(text) < _STUB and (found := _PAYWALL.search(said)):
        return f"a paywall behind {len(text)} characters: “{found[0]}”"
    stated = len(metadata.ld.body)
    if metadata.ld.is_free is False and len(text) < _STUB:
        return f"paywalled, and only {len(text)} characters are shown"
    if (
        len(text) < _SMALL
        and metadata.ld.words > 150
        and len(text.split()) < 0.4 * metadata.ld.words
    ):
        return f"{len(text.split())} of {metadata.ld.words} words are shown"
    cut = text.rstrip().endswith(("…", "...", "[…]", "[...]"))
    if cut and len(text) < _STUB and not stated:
        return "the text breaks off"
    return ""
