"""Bot walls: pages that ask for a proof of humanity instead of giving the article. Never bypassed."""

from __future__ import annotations

import re
from collections.abc import Mapping

SNIFFED = 64 * 1024  # bytes; walls are small pages

_HEADERS = {  # header → values that mean a wall
    "cf-mitigated": ("challenge",),
    "x-amzn-waf-action": ("challenge", "captcha"),
    "x-vercel-mitigated": ("challenge", "deny"),
    "x-datadome": ("challenge",),
}
_HEADERS_OF_REFUSALS = {"x-datadome": ("protected",)}  # on pages that are given, they mean nothing
_MARKS = {  # script names and texts that only the walls themselves carry
    b"_cf_chl_opt": "Cloudflare",
    b"cf-browser-verification": "Cloudflare",
    b"/_Incapsula_Resource?": "Imperva",
    b"captcha-delivery.com": "DataDome",
    b"px-captcha": "HUMAN",
    b"sec-if-cpt-container": "Akamai",
    b"/_sec/cp_challenge": "Akamai",
    b"sucuri_cloudproxy_js": "Sucuri",
    b"/.well-known/ddos-guard/": "DDoS-Guard",
    b"__qrator": "Qrator",
    b"awsWafCookieDomainList": "AWS WAF",
    b"/.within.website/x/": "Anubis",
    b"acw_sc__v2": "Alibaba Cloud WAF",
    b"__jsl_clearance": "Knownsec",
    b"/_guard/auto.js": "CDN guard",
    b"servicepipe.ru": "Servicepipe",
    b"/__ddg_": "DDoS-Guard",
    b"kramericaindustries": "Reblaze",
    b"/.well-known/sgcaptcha/": "SiteGround",
    b"__tst_status": "Variti",
    b"KPSDK": "Kasada",
    b"slowAES.decrypt": "a free host",
    b"__arcsjs": "ArvanCloud",
    b"/checkcaptcha": "Yandex",
    b"g.alicdn.com/sd/ncpc": "Alibaba Cloud WAF",
    b"/TSPD/": "F5",
}
_SCRIPT_ONLY = 16 * 1024  # bytes of a page that is nothing but the wall's script
_CONTENT = re.compile(  # something to read, a feed, or a page that presents itself to others
    rb"<(?:p|article|h1|a|rss|feed|item|entry|urlset|sitemapindex)[\s>]|og:title|\"articleBody\"",
    re.IGNORECASE,
)
# A script that sets a cookie and asks for the page again.
_COOKIE = re.compile(rb"<script[\s>].*document\.cookie\s*=", re.DOTALL)
_AGAIN = re.compile(rb"location(?:\.href)?\s*=|location\.(?:reload|replace|assign)\s*\(")
_TITLE = re.compile(rb"<title[^>]{0,200}>\s*([^<]{0,200})", re.IGNORECASE)
_TITLES = (
    b"just a moment...",
    b"attention required! | cloudflare",
    b"ddos-guard",
    b"checking your browser",
    b"please wait... | cloudflare",
    b"vercel security checkpoint",
    b"making sure you&#39;re not a bot!",
    b"making sure you're not a bot!",
    b"pardon our interruption",
    b"are you a robot?",
    b"human verification",
    b"security check",
    "Вы не робот".encode(),
    "Проверка браузера".encode(),
    "访问验证".encode(),
    "安全验证".encode(),
)


def wall_by_headers(headers: Mapping[str, str], *, refused: bool) -> str:
    """Return what reveals a bot wall in *headers*, or ""; *refused*: with an error status."""
    for table in (_HEADERS, _HEADERS_OF_REFUSALS) if refused else (_HEADERS,):
        for name, values in table.items():
            if headers.get(name, "").strip().lower() in values:
                return f"{name}: {headers[name].strip()}"
    return ""


def wall_by_body(body: bytes, *, refused: bool) -> str:
    """Return what reveals a bot wall in *body*, or "".

    A page that came with an error status (*refused*) needs one sign. One that came as 200 needs a
    mark, and a title or nothing else to read, so that an article about bot walls is not taken for
    one. A script that sets a cookie and asks again, with nothing to read, is a wall of whatever make.
    """
    if not refused and len(body) > SNIFFED:
        return ""
    head = body[:SNIFFED]
    found = _TITLE.search(head)
    title = found[1].strip().lower() if found else b""
    by_title = title.startswith(_TITLES)
    script_only = len(body) <= _SCRIPT_ONLY and not _CONTENT.search(head)
    if not (refused or by_title or script_only):
        return ""
    if mark := next((name for sign, name in _MARKS.items() if sign in head), ""):
        return mark
    if script_only and _COOKIE.search(head) and _AGAIN.search(head):
        return "a cookie that only a script can set"
    return title.decode("utf-8", "replace") if by_title and refused else ""
