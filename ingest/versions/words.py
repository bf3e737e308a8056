"""The words by which a change is told: verbs of saying, casualties, corrections, furniture."""

from __future__ import annotations

import re


def _any(*stems: str) -> re.Pattern[str]:
    return re.compile("|".join(stems), re.IGNORECASE)


# Who says so stands behind these, up to the next comma ...
SOURCE_FOLLOWS = _any(
    r"\b(?:according to|as per|citing|told|quoted by|quoting)\b",
    r"(?:по данным|по словам|по информации|по сведениям|по версии|со ссылкой на|как передает|"
    r"как сообщает|об этом (?:сообщил|заявил)\w*)",
    r"(?:за даними|за словами|за інформацією|за повідомленням|з посиланням на|як повідомля[єю]\w*)",
    r"\b(?:laut|nach angaben (?:von|des|der|aus)|nach angaben|wie aus|gegenüber)\b",
    r"\b(?:selon|d['’]après|de source|según|de acuerdo con|secondo|stando a|segundo|de acordo com|"
    r"volgens|aldus)\b",
    r"\b(?:według|zdaniem|wedle|jak podał\w*|jak poinformował\w*)\b",
    r"(?:وفقا ?ل|وفقاً ?ل|وفق|بحسب|حسب|نقلا عن|عن مصادر)",
    "(?:根据|根據|据(?!说)|據(?!說))",
)
# ... before these, or behind them where the language turns the order round.
SAYS = _any(
    r"\b(?:said|says|stated|claim(?:s|ed)|reported|announced|added|confirmed|warned|insisted|"
    r"acknowledged|tweeted|wrote|writes|tells|counted|estimate[sd]?|spoke of|put the)\b",
    r"\b(?:заяви|сообщи|сказа|рассказа|утвержда|отмети|подчеркну|уточни|добави|написа|передае|насчитал|оценива|оценил|призна|объяви|рассказыва|говорит|пишет|пишут)\w*",
    r"\b(?:повідоми|сказа|зазначи|стверджу|розпові|заяви|наголоси|додав|додала|уточни|написа|нарахува|оціню|оціни|визна|оголоси|пише|каже)\w*",
    r"\b(?:sagte|teilte\w*|erklärte\w*|zufolge|meldete\w*|berichtete\w*|schrieb\w*|betonte\w*|zählte\w*|schätz\w*|bezifferte?\w*)\b",
    r"\b(?:a (?:déclaré|dit|affirmé|annoncé|indiqué|précisé)|ont (?:déclaré|dit|affirmé)|affirme\w*|"
    r"dijo|declaró|afirmó|anunció|señaló|contó|dijeron|informó|escribió|aseguró|explicó|indicó|admitió|"
    r"ha (?:detto|dichiarato|scritto|spiegato|riferito)|hanno detto|disse|afirmou|escreveu|declarou|"
    r"a (?:écrit|expliqué|assuré|confié|rapporté|reconnu)|zei|zeiden|schreef|meldde|verklaarde|zegt)\b",
    r"\b(?:powiedział\w*|oświadczył\w*|poinformował\w*|przekazał\w*|stwierdził\w*|mówił\w*|napisał\w*|podał\w*|zapewnił\w*|przyznał\w*|ogłosił\w*)",
    r"\b(?:söyledi|açıkladı|bildirdi|duyurdu|dedi|belirtti|göre|yazdı|ifade etti|kaydetti)\b",
    r"\b(?:قال|قالت|أعلن|أعلنت|صرح|صرحت|أكد|أكدت|ذكر|ذكرت|أفاد|أفادت|كتب|كتبت|أضاف|أضافت|أوضح|أوضحت)\b",
    "表示|指出|称|稱|说(?!明)|說(?!明)|宣布|透露|报道|報道|写道|寫道|と述べ|によると|と発表|밝혔|말했|전했",
)
# Between a verb of saying and who says so stands none of these.
CONTENT_FOLLOWS = re.compile(
    r"[,:;，：、。.!?！？«“„\"]|\b(?:that|the|a|an|его|что|що|że|dass|daß|que|qu['’]|che|أن|إن)\b",
    re.IGNORECASE,
)

CASUALTIES = _any(
    r"\b(?:kill|dead\b|death|die[sd]?\b|wound|injur|casualt|victim|missing\b|hurt\b|toll\b|bodies\b)\w*",
    r"\b(?:погиб|уби[тл]|ране[нт]|рани[лт]|постра|жертв|пропа[вл]|умер|смерт|тел[аоу]?\b)\w*",
    r"\b(?:загин|вби[твл]|поран|постражда|жертв|зник|помер|смерт)\w*",
    r"\b(?:tot|tote|toten|toter)\b|\b(?:getötet|verletz|verwund|opfer|ums leben|starb)\w*",
    r"\b(?:mort|tué|tuant|bless|victim|décéd|disparu)\w*",
    r"\b(?:muert|mató|mata|matar|mató|herid|hirió|hirieron|fallec|víctima|desaparecid)\w*|\be hirió\b",
    r"\b(?:zgin|zabi|rann|rani[łl]|ofiar|śmier|poszkodowan)\w*",
    r"\b(?:öldü|ölü|öldür|yaral|can kayb|hayatını)\w*",
    r"\b(?:mort[ioae]|ferit|uccis|vittim|morto|mortos|ferid|vítim|doden|gewond|slachtoffer)\w*",
    r"قتل|قتيل|مقتل|جرح|جريح|أصاب|أصيب|ضحايا|وفاة",
    "死|伤|傷|遇难|遇難|丧生|喪生|失踪|失蹤|犠牲|負傷|사망|숨|부상|희생|실종",
)

CORRECTION = _any(
    r"\b(?:correction|corrects?|clarification|editor[’'`]?s note|erratum)\b\s*[:.—–-]",
    r"\b(?:this|the|an earlier|a previous) (?:\w+ ){0,3}(?:article|story|report|version|headline)\b"
    r".{0,60}\b(?:amended|corrected|updated to (?:correct|clarify|reflect)|misstated|incorrectly|"
    r"wrongly|mistakenly|was changed|in error)\b",
    r"^(?:исправлен|уточнение|поправка|от редакции)\w*\b\s*[:.—–-]",
    r"в (?:более )?(?:ранней|предыдущей|первоначальной|первой) версии",
    r"^(?:виправлен|уточнення|від редакції)\w*\b\s*[:.—–-]",
    r"у (?:більш )?(?:попередній|початковій|ранній|першій) версії",
    r"\b(?:korrektur|anmerkung der redaktion|berichtigung|rectificatif|correctif|correción|corrección"
    r"|fe de errores|errata|sprostowanie|düzeltme|rettifica|correção|rectificatie)\b\s*[:.—–-]",
    r"\bin einer (?:früheren|ersten) (?:version|fassung)\b|\bune version (?:précédente|antérieure)\b",
    r"\buna versión anterior\b|\bwe wcześniejszej wersji\b|\bönceki (?:sürüm|versiyon)\w*",
    r"^.{0,6}(?:更正|勘误|勘誤|编者按|編者按|訂正)|تصحيح\s*:|نسخة سابقة",
)

# Lines that only say when, or count something: they change without anybody editing.
STAMP = _any(
    r"^\W*(?:last )?(?:updated?|modified|published|posted|edited|first published)\b",
    r"^\W*(?:обновлен|опубликован|изменен|дата публикации|оновлен|опублікован|змінен)\w*",
    r"^\W*(?:aktualisiert|veröffentlicht|stand|mis à jour|mise à jour|publié|actualizado|publicado|"
    r"zaktualizowano|aktualizacja|opublikowano|güncelleme|güncellendi|yayınlanma|aggiornato|"
    r"pubblicato|atualizado|bijgewerkt|gepubliceerd)\b",
    r"^\W*(?:更新|发布|發布|发表|發表|最后更新|最後更新|公開日|最終更新)",
    r"^\W*(?:آخر تحديث|تاريخ النشر|نشر في|تم التحديث)",
    r"^\W*\d+\s+(?:minutes?|mins?|hours?|hrs?|days?)\s+ago\b|^\W*\d+\s*(?:минут|час|хвилин|годин)\w*\s*(?:назад|тому)",
)
COUNTER = _any(
    r"^\W*[\d.,\s]+[km]?\s*(?:comments?|shares?|views?|likes?|reads?|комментари\w*|просмотр\w*"
    r"|коментар\w*|перегляд\w*|评论|阅读|阅读量|浏览|min(?:ute)?s? read|мин(?:ут\w*)? чтения)\W*$",
    r"^\W*(?:comments?|shares?|views?|комментари\w*|просмотр\w*|коментар\w*|перегляд\w*|评论|阅读量?"
    r"|閱讀|浏览量?|kommentare|commentaires|comentarios|komentarze|yorumlar?)\W*[\d.,\s]*[km]?\W*$",
    r"^\W*(?:reading time|read time|lesezeit|temps de lecture|tiempo de lectura|czas czytania|"
    r"время чтения|час читання|okuma süresi|阅读时间|وقت القراءة)\b",
)
# Lines around an article that lead elsewhere or credit a picture.
FURNITURE = _any(
    r"^\W*(?:read (?:more|also|next)|also read|see also|related|more on this|recommended|watch|"
    r"photo|photograph|image|picture|credit|video|advertisement|sponsored|subscribe|sign up|follow us|"
    r"join our|share this|download our)\b",
    r"^\W*(?:читайте|смотрите|подписывайтесь|реклама|фото|видео|материалы по теме|по теме)\b",
    r"^\W*(?:читайте|дивіться|підписуйтесь|підписуйтеся|реклама|фото|відео|за темою)\b",
    r"^\W*(?:lesen sie|mehr zum thema|foto|bild|anzeige|werbung|abonnieren|video)\b",
    r"^\W*(?:à lire|lire aussi|voir aussi|photo|publicité|abonnez|vidéo|lea también|lee también|"
    r"le puede interesar|foto|imagen|publicidad|suscríbete|vídeo)\b",
    r"^\W*(?:czytaj|zobacz|fot\.|zdjęcie|reklama|ayrıca okuyun|bunu da okuyun|fotoğraf|reklam|"
    r"leggi anche|leia também|lees ook)",
    r"^\W*(?:اقرأ أيضا|إقرأ أيضا|اقرأ المزيد|صورة|إعلان|شاهد|تابعونا)",
    r"^\W*(?:责任编辑|責任編輯|编辑[:：]|編輯[:：]|来源[:：]|來源[:：]|延伸阅读|延伸閱讀|相关阅读|相关新闻|"
    r"图[:：/]|图片来源|关连记事|関連記事|写真[:：=]|관련기사|사진)",
)
STAMP_WORDS = 14  # a longer line is a sentence that happens to begin with "Updated"
