"""Names of months and weekdays: in a bulletin they change from issue to issue as numbers do."""

from __future__ import annotations

from ingest.dedupe.tokens import tokens

_WORDS = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
январь января январе февраль февраля феврале март марта марте апрель апреля апреле май мая мае
июнь июня июне июль июля июле август августа августе сентябрь сентября сентябре
октябрь октября октябре ноябрь ноября ноябре декабрь декабря декабре
понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье
січень січня лютий лютого березень березня квітень квітня травень травня червень червня
липень липня серпень серпня вересень вересня жовтень жовтня листопад листопада грудень грудня
понеділок вівторок середа середу четвер пятниця пятницю субота суботу неділя неділю
januar februar märz april mai juni juli oktober dezember
montag dienstag mittwoch donnerstag freitag samstag sonntag
janvier février mars avril juin juillet août septembre octobre novembre décembre
lundi mardi mercredi jeudi vendredi samedi dimanche
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
lunes martes miércoles jueves viernes sábado domingo
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
"""

CALENDAR = frozenset(tokens(_WORDS))
