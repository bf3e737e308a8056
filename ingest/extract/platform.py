"""The publishing system a page comes from, as far as its mark-up tells.

Sister titles and whole regions share systems, and with them the wording of their boxes. The system
is told by what no editor writes: the generator tag, the addresses of scripts and styles, the names
of the outer elements.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lxml.html import HtmlElement

_MOST = 80  # scripts, styles and pictures looked at, and half as many boxes
_LONGEST = 160  # characters of one address

# Any of the signs will do. The first system that shows one is the answer: publishing systems stand
# before the frameworks and formats they use.
_SIGNS: dict[str, tuple[str, ...]] = {
    "arc": ("/pf/dist/", "/pf/resources/", "/pf/api/", "fusion-app", "fusion-engine"),
    "brightspot": ("brightspot", "/dims4/"),
    "chorus": ("chorus_asset", "chorus-cdn", "duet--"),
    "blox": ("bloximages", "tncms"),
    "polopoly": ("polopoly",),
    "escenic": ("escenic", "/incoming/article"),
    "methode": ("methode", "eidosmedia"),
    "labrador": ("labradorcms", "lab-grid", "labrador-"),
    "coremedia": ("coremedia",),
    "aem": ("/etc.clientlibs/", "/etc/designs/", "/content/dam/"),
    "livingdocs": ("livingdocs",),
    "quintype": ("quintype", "qlitics"),
    "superdesk": ("superdesk", "newscoop"),
    "naviga": ("navigacloud", "saxotech", "imengine"),
    "substack": ("substackcdn",),
    "medium": ("cdn-client.medium", "miro.medium"),
    "telegraph": ("telegra.ph", "tl_article"),
    "blogger": ("generator=blogger", "bp.blogspot", "blogblog."),
    "ghost": ("generator=ghost", "ghost-sdk", "/ghost/"),
    "wordpress": ("generator=wordpress", "/wp-content/", "/wp-includes/", "/wp-json/"),
    "bitrix": ("/bitrix/", "bx-core"),
    "dle": ("generator=datalife", "/engine/classes/", "/engine/editor/", "dle-content"),
    "ucoz": ("generator=ucoz", ".ucoz.", "/.s/src/"),
    "umi": ("umi.cms", "umi-cms", "umi:element-id"),
    "tilda": ("tildacdn", "static.tilda"),
    "modx": ("generator=modx", "/assets/components/"),
    "netcat": ("netcat_",),
    "trs": ("trs_editor", "trs_web", "trs_uedit"),
    "dedecms": ("dedecms", "/plus/count.php"),
    "discuz": ("generator=discuz",),
    "drupal": ("generator=drupal", "/sites/default/files/", "/sites/all/", "drupal-settings"),
    "joomla": ("generator=joomla", "/media/jui/", "/components/com_", "/media/vendor/joomla"),
    "typo3": ("generator=typo3", "/typo3conf/", "/typo3temp/", "/fileadmin/"),
    "contao": ("generator=contao", "/assets/contao/"),
    "plone": ("generator=plone", "++plone++"),
    "umbraco": ("umbraco",),
    "sharepoint": ("generator=microsoft sharepoint", "/_layouts/15/"),
    "ezplatform": ("ibexa", "ezplatform", "/ezimagecatalogue"),
    "squarespace": ("squarespace",),
    "wix": ("generator=wix", "static.wixstatic", "parastorage"),
    "webflow": ("generator=webflow", "website-files.com"),
    "mediawiki": ("generator=mediawiki",),
    "hugo": ("generator=hugo",),
    "jekyll": ("generator=jekyll",),
    "next": ("/_next/", "__next"),
    "nuxt": ("/_nuxt/", "__nuxt"),
    "gatsby": ("___gatsby", "generator=gatsby"),
    "amp": ("cdn.ampproject.org/v0.",),
}


def platform_of(tree: HtmlElement) -> str:
    """Return the name of the system that made *tree* ("wordpress", "arc" ...), or ``""``.

    >>> from lxml.html import document_fromstring
    >>> platform_of(document_fromstring("<link href='/wp-content/themes/paper/style.css'><p>Text"))
    'wordpress'
    """
    evidence = "\n".join(sign[:_LONGEST] for sign in _evidence(tree)).lower()
    return next(
        (name for name, signs in _SIGNS.items() if any(sign in evidence for sign in signs)), ""
    )


def _evidence(tree: HtmlElement) -> Iterator[str]:
    for tag in tree.iter("meta"):
        if (tag.get("name") or "").lower() == "generator":
            yield f"generator={tag.get('content', '')}"
    for tag in itertools.islice(tree.iter("link", "script", "img"), _MOST):
        yield tag.get("href") or tag.get("src") or ""
        yield tag.get("id") or ""
    for element in itertools.islice(tree.iter("body", "main", "article", "div"), _MOST // 2):
        yield element.get("class") or ""
        yield element.get("id") or ""
