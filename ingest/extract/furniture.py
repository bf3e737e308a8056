"""The words by which pages name their furniture in class and id."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

# Pairs of words count as one ("read-more" is "readmore"). Words that publishers also give to the body
# itself (paywall, header, title, image, summary) are not here.
NOISE = frozenset(
    # ways to other pages
    """related recirc recommended recommendation recommendations readmore morefrom mostread trending
    popular latest stories topstories teaser teasers preview carousel slider gallery outbrain taboola
    links breadcrumb breadcrumbs nav navbar navigation menu dropdown footer masthead sidebar aside rail
    toc pagination tags topics category readnext seealso alsoread articlecard
    inlinearticle inread nextarticle
    """
    # asking for something
    """newsletter subscribe subscription signup cta promo promobox donation donate login register account
    wall regwall membership whatsapp feedback poll ad ads adslot advert advertisement sponsor sponsored
    affiliate support share sharing social comment comments print reprint reprints podcast
    """
    # about the article
    """bio byline author authors profile date dateline published timestamp meta readtime readingtime
    kicker caption credit imgdesc photodesc pullquote pullout copyright disclaimer legal
    """
    # parts of the page as a machine
    """modal popup overlay lightbox scrim interstitial tooltip toolbar tools button buttons btn cookie
    consent privacy embed player audioplayer infobox factbox
    """
    # the same in the languages in which class names are written
    """werbung anzeige reklama reklame reklam publicidad pubblicita publicite publicidade iklan
    relacionadas relacionados correlati correlate powiazane ilgili terkait souvisejici similare
    bacajuga lihatjuga leggianche lireaussi citestesi zobacteze etiket etiquetas schlagworte
    teilen partager compartir condividi compartilhar udostepnij paylas bagikan
    kommentare comentarios commenti commentaires komentarze yorum yorumlar komentar
    autor autoren autore autores auteur auteurs yazar penulis autorbox
    """.split()
)

# Whole class tokens for text only screen readers or printers get
_HIDDEN = frozenset(
    {
        "visually-hidden",
        "visuallyhidden",
        "sr-only",
        "screen-reader-text",
        "screenreader",
        "a11y-hidden",
    }
    | {"u-visually-hidden", "is-visually-hidden", "show-for-sr", "print-only", "only-print"}
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def words_of(names: str) -> list[str]:
    """Return the words of class names, split at punctuation and camel-case humps, in lower case."""
    return [word.lower() for word in _WORD.findall(names)]


@lru_cache(maxsize=8192)
def noise_words(names: str) -> frozenset[str]:
    """Return the noise words among *names*, split at punctuation and camel-case humps.

    >>> sorted(noise_words("article__relatedLinks box-newsletter readMore"))
    ['links', 'newsletter', 'readmore', 'related']
    """
    words = words_of(names)
    pairs = map("".join, itertools.pairwise(words))
    found = NOISE.intersection(words) | NOISE.intersection(pairs)
    return found if _HIDDEN.isdisjoint(names.split()) else found | {"(hidden)"}
