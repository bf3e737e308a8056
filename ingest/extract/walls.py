"""What walls and error pages say, in the languages of the news: patterns over their short texts."""

from __future__ import annotations

import re

CHALLENGE = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)"
    r"|verify(?:ing)? (?:that )?you are"
    r"|are you (?:a )?(?:human|robot)|not a robot|captcha|access (?:to this page has been |is )?denied"
    r"|request (?:was )?blocked|unusual traffic|enable javascript and cookies"
    r"|ddos[- ]protection|pardon our interruption"
    r"|before you continue|we value your privacy|privacy settings"
    r"|cookie[- ](?:consent|einstellungen)|zustimmung"
    r"|\bpur-abo|accepter et continuer|continuer sans accepter|aceptar y continuar|accetta e continua"
    r"|проверка браузера|вы не робот|подтвердите, что|доступ ограничен|перевірка браузера|ви не робот"
    r"|(?:enable|activate|turn on|activer|aktivieren|включите|увімкніть|habilit\w{1,4}|activ[ae]\w{0,2}"
    r"|abilita\w{0,2}"
    r"|włącz|povolte) (?:\w+ ){0,2}javascript|javascript (?:is |ist |est |muss )?(?:disabled"
    r"|required|not enabled"
    r"|turned off|deaktiviert|aktiviert|désactivé|отключ|вимкн)"
    r"|unavailable (?:for|due to) legal reasons|not available in your (?:region|country|location|area)"
    r"|in ihrem land nicht verfügbar|недоступ\w{1,4} (?:в|у) ваш\w{1,3} (?:регион|стран|країн|регіон)"
    r"|votre vie privée (?:compte|est importante)|nous respectons votre vie privée"
    r"|wir respektieren ihre privatsphäre"
    r"|datenschutz-?einstellungen|ihre einwilligung|tu privacidad (?:es importante|nos importa)"
    r"|szanujemy twoją prywatność|twoja prywatność jest|rifiuta e abbonati"
    r"|人机验证|安全验证|访问验证|请完成验证",
    re.IGNORECASE,
)
ERROR = re.compile(
    r"\b(?:40[34]|410|50[0234])\b|page (?:was |is |could )?not (?:be )?found|not found"
    r"|no longer (?:available|exists)"
    r"|page (?:does not|doesn.t) exist|something went wrong|service unavailable"
    r"|internal server error|bad gateway"
    r"|seite (?:wurde )?nicht gefunden|page introuvable|p[aá]gina no encontrada|pagina non trovata"
    r"|strona nie istnieje|nie znaleziono (?:takiej )?strony|stránka (?:nebyla )?nenalezena"
    r"|stránka neexistuje"
    r"|pagina niet gevonden|sidan (?:hittades inte|finns inte|kunde inte)"
    r"|siden (?:finnes|findes) ikke|sivua ei löyt"
    r"|sayfa bulunamadı|página não encontrada|az oldal nem található|pagina nu (?:a fost găsită|există)"
    r"|ページが見つかりません|페이지를 찾을 수 없습니다"
    r"|الصفحة غير موجودة|لم يتم العثور على|صفحه مورد نظر یافت نشد"
    r"|(?:запись|материал|статья|новость) (?:не найден|удал[её]н)"
    r"|(?:матеріал|новину|статтю) "
    r"(?:не знайдено|видалено)"
    r"|已被删除|文章不存在|内容不存在"
    r"|страница не найдена|сторінк[уа] не знайдено|ошибка 404|页面不存在|找不到页面|无法找到",
    re.IGNORECASE,
)
LOGIN = re.compile(
    r"^(?:log ?in|sign ?in|anmelden|einloggen|connexion|iniciar sesi[oó]n|вход|увійти|вхід|登录|登錄)\b",
    re.IGNORECASE,
)
# said of this text, behind its beginning; a mere "subscribe" or "log in" stands on every page
PAYWALL = re.compile(
    r"(?:this|the full|the rest of (?:this|the)|premium) (?:article|story|content|text|report) (?:is|are) "
    r"(?:only |exclusively )?(?:available )?(?:only )?(?:for|to) (?:our |paying |registered )?"
    r"(?:subscribers|members|readers)|(?:subscribe|register|log in|sign in)(?: now)? to "
    r"(?:continue|keep|go on) reading|continue reading (?:with|for) "
    r"|to read the (?:full|whole) (?:article|story)"
    r"|(?:weiterlesen|jetzt lesen|vollständig(?:en)? \w+ lesen) (?:mit|nur)|nur (?:für|mit) \S{0,20}"
    r"(?:abonnent|abo\b)|r[eé]serv[eé]e?s? (?:aux|à nos) abonn"
    r"|il vous reste \d+ ?% (?:de cet article|à (?:lire|découvrir))"
    r"|(?:exclusiv[oa]s?|s[oó]lo) para suscriptores|riservato agli abbonati"
    r"|доступ\w{0,4} (?:\w+ )?(?:только|лишь) (?:\w+ )?(?:подписчик|по подписке)"
    r"|чтобы (?:про|до)?читать "
    r"(?:дальше|полностью|целиком)|оформите подписку"
    r"|(?:лише|тільки) (?:для )?(?:передплатник|підписник)"
    r"|оформіть передплату|щоб (?:про|до)?читати (?:далі|повністю)"
    r"|(?:订阅|登录|付费)(?:后|以)(?:可)?(?:继续)?阅读|仅(?:限|供)(?:订阅|付费)(?:用户|会员|读者)|会員限定|有料会員"
    r"|للمشتركين فقط|اشترك لقراءة",
    re.IGNORECASE,
)
# Stems of a consent text; a few of them together are one in any wording
_CONSENT = tuple(
    re.compile(stems, re.IGNORECASE)
    for stems in (
        r"cookie|куки|кукі",
        r"consent|zustimm|einwillig|acconsent|consentement|consentimiento|zgod[aęy]|souhlas|samtyck|соглас|згод",
        r"\bpartner|partenaire|партн[её]р",
        r"personal data|personenbezogen|données personnelles|dati personali|datos personales|dane osobowe"
        r"|персональн\w+ дан",
        r"privacy|privat|vie privée|privacidad|prywatno|конфиденциальн|конфіденційн|datenschutz",
        r"track|tracker|traceur|tracciamento|profil",
        r"advertis|werbung|anzeigen|publicit|pubblicit|publicid|reklam|реклам",
    )
)
_STEMS = 3


def asks_consent(text: str) -> bool:
    """Return whether *text* speaks of cookies and data as consent walls do, in whatever words.

    >>> asks_consent("We and our 212 partners use cookies to personalise advertising.")
    True
    """
    return sum(stem.search(text) is not None for stem in _CONSENT) >= _STEMS
