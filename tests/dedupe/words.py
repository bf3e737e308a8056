"""Word banks of four languages, from which the stream invents its stories."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The parts of sentences of one language; every part is invented."""

    language: str
    glue: str  # between the parts of a sentence
    end: str
    who: tuple[str, ...]
    did: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    when: tuple[str, ...]
    why: tuple[str, ...]
    said: tuple[str, ...]
    unit: tuple[str, ...]
    furniture: tuple[str, ...]


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


ENGLISH = Bank(
    language="en", glue=" ", end=".",
    who=_parts("the harbour council|Minister Adela Brandt|a group of dockers|the river fleet|General Marko Vesel|customs officers|the grain board|two retired pilots|the northern brigade|farmers from the delta|Governor Ines Okafor|the railway union|a Baltic shipowner|local teachers|the energy regulator|the mayor of Lisova|an envoy named Tarn|medics on duty|the border guard|engineers of the dam|the opposition bloc|parish volunteers|Speaker Olan Reyes|three mining towns|the central depot"),
    did=_parts("rejected|finally approved|put off|quietly sold|asked for|signed away|rebuilt|took back|inspected|warned against|bargained over|lost|paid for|announced|filmed|defended|halted|doubled|rerouted|mourned|unveiled|abandoned|questioned|welcomed|cut"),
    what=_parts("a plan to widen the canal|the winter gas contract|four damaged bridges|a convoy of fuel trucks|the disputed ferry line|new rules for drones|its share of the smelter|the frozen bank accounts|an old radar station|the school meals budget|the ceasefire map|a cache of shells|the cross-border market|tariffs on steel pipes|a field hospital|the language bill|the evacuation trains|a shipment of turbines|the prisoner lists|the flood barrier|a loan from the east|the wheat corridor|the night curfew|satellite pictures|the apartment block fund"),
    where=_parts("in Port Salme|near the Orel crossing|outside Dravograd|along the southern bank|at the Kesh terminal|in the hill villages|behind the old station|on Tarva island|across five counties|at the Vinna summit|in the capital|under the Mirny viaduct|by the eastern gate|at a closed airfield|in the lake district|beyond the demarcation line|inside the refinery|on the coast road|at the Lume barracks|in a suburb of Hollin"),
    when=_parts("on Monday|late last week|before sunrise|during the holiday|after nine hours of talks|for the second time this year|while rain fell|on the eve of the vote|at short notice|in early spring|within a day|despite the strike|two months ahead of time|as markets closed|when the power failed|by a narrow margin"),
    why=_parts("because the money had run out|to calm the neighbours|so that harvest could begin|after pressure from lenders|although nobody had asked|as the front moved closer|to spare the old town|since the court had ruled|in exchange for spare parts|without naming a date|to the surprise of analysts|under an accord from last autumn|before the river froze|in spite of a veto|for lack of crews|following a complaint from abroad"),
    said=_parts("we counted every sack and the sum does not match the papers we were shown|nobody here will sign a paper that gives the water away|the road is open and it will stay open while I hold this office|they promised us engines and sent us paint|there is no plan for the people on the upper floors|our patience is a bridge and it has been crossed too often|if the trains stop the town stops and so do we|I have seen the maps and the line is not where they say it is|the price was fair until the third telephone call|a drone is cheaper than a promise and it arrives on time"),
    unit=_parts("tonnes of grain|households|metres of cable|people|vehicles|million crowns|hectares|litres of diesel"),
    furniture=("Sign up for our morning letter and get the harbour news before breakfast.", "Read more from our correspondents on the coast.", "Follow us for live updates from the delta region.", "All rights reserved. Republication only with written consent of the publisher."),
)  # fmt: skip
RUSSIAN = Bank(
    language="ru", glue=" ", end=".",
    who=_parts("портовый совет|министр Адель Брандт|группа докеров|речной флот|генерал Марко Весел|таможенники|зерновая палата|двое отставных лётчиков|северная бригада|фермеры дельты|губернатор Инес Окафор|профсоюз железнодорожников|балтийский судовладелец|местные учителя|энергетический регулятор|мэр Лисовой|посланник Тарн|дежурные медики|пограничная служба|инженеры плотины|оппозиционный блок|приходские добровольцы|спикер Олан Рейес|три шахтёрских города|центральный склад"),
    did=_parts("отклонил|наконец одобрил|отложил|тихо продал|запросил|уступил|восстановил|вернул|осмотрел|раскритиковал|обсудил|потерял|оплатил|объявил|снял на видео|защитил|остановил|удвоил|перенаправил|оплакал|представил|бросил|поставил под вопрос|приветствовал|сократил"),
    what=_parts("план расширения канала|зимний газовый договор|четыре повреждённых моста|колонну бензовозов|спорную паромную линию|новые правила для дронов|свою долю в заводе|замороженные счета|старую радарную станцию|бюджет школьных обедов|карту перемирия|склад снарядов|приграничный рынок|пошлины на стальные трубы|полевой госпиталь|законопроект о языке|эвакуационные поезда|партию турбин|списки пленных|защитную дамбу|восточный заём|зерновой коридор|ночной комендантский час|спутниковые снимки|жилищный фонд"),
    where=_parts("в Порт-Салме|у переправы Орель|под Дравоградом|вдоль южного берега|на терминале Кеш|в горных сёлах|за старым вокзалом|на острове Тарва|в пяти округах|на саммите в Винне|в столице|под Мирненским виадуком|у восточных ворот|на закрытом аэродроме|в озёрном крае|за линией разграничения|внутри нефтебазы|на прибрежной дороге|в казармах Люме|в пригороде Холлина"),
    when=_parts("в понедельник|в конце прошлой недели|до рассвета|в праздники|после девяти часов переговоров|второй раз за год|пока шёл дождь|накануне голосования|без предупреждения|ранней весной|за одни сутки|несмотря на забастовку|на два месяца раньше срока|к закрытию рынков|когда отключили свет|незначительным большинством"),
    why=_parts("потому что деньги кончились|чтобы успокоить соседей|чтобы началась уборка|под давлением кредиторов|хотя никто не просил|так как фронт приблизился|ради старого города|поскольку так решил суд|в обмен на запчасти|не назвав срока|к удивлению аналитиков|по осеннему соглашению|пока река не замёрзла|вопреки вето|из-за нехватки экипажей|после жалобы из-за рубежа"),
    said=_parts("мы пересчитали каждый мешок и сумма не сходится с бумагами которые нам показали|никто здесь не подпишет бумагу которая отдаёт воду|дорога открыта и останется открытой пока я на этом посту|нам обещали двигатели а прислали краску|для людей на верхних этажах плана нет|наше терпение это мост и по нему ходили слишком часто|если встанут поезда встанет город и мы вместе с ним|я видел карты и линия проходит не там где они говорят|цена была честной до третьего телефонного звонка|дрон дешевле обещания и прилетает вовремя"),
    unit=_parts("тонн зерна|домохозяйств|метров кабеля|человек|машин|миллионов крон|гектаров|литров солярки"),
    furniture=("Подпишитесь на утреннее письмо и узнавайте новости порта до завтрака.", "Читайте также другие материалы наших корреспондентов на побережье.", "Следите за обновлениями из дельты в нашем канале.", "Все права защищены. Перепечатка только с письменного согласия редакции."),
)  # fmt: skip
UKRAINIAN = Bank(
    language="uk", glue=" ", end=".",
    who=_parts("портова рада|міністерка Адель Брандт|група докерів|річковий флот|генерал Марко Весел|митники|зернова палата|двоє відставних пілотів|північна бригада|фермери дельти|губернаторка Інес Окафор|профспілка залізничників|балтійський судновласник|місцеві вчителі|енергетичний регулятор|мер Лісової|посланець Тарн|чергові медики|прикордонна служба|інженери греблі|опозиційний блок|парафіяльні волонтери|спікер Олан Реєс|три шахтарські міста|центральний склад"),
    did=_parts("відхилив|нарешті схвалив|відклав|тихо продав|попросив|поступився|відбудував|повернув|оглянув|розкритикував|обговорив|втратив|оплатив|оголосив|зняв на відео|захистив|зупинив|подвоїв|перенаправив|оплакав|представив|покинув|поставив під сумнів|привітав|скоротив"),
    what=_parts("план розширення каналу|зимовий газовий договір|чотири пошкоджені мости|колону бензовозів|спірну поромну лінію|нові правила для дронів|свою частку в заводі|заморожені рахунки|стару радарну станцію|бюджет шкільних обідів|мапу перемир’я|склад снарядів|прикордонний ринок|мита на сталеві труби|польовий шпиталь|законопроєкт про мову|евакуаційні потяги|партію турбін|списки полонених|захисну дамбу|східну позику|зерновий коридор|нічну комендантську годину|супутникові знімки|житловий фонд"),
    where=_parts("у Порт-Салме|біля переправи Орель|під Дравоградом|уздовж південного берега|на терміналі Кеш|у гірських селах|за старим вокзалом|на острові Тарва|у п’яти округах|на саміті у Вінні|у столиці|під Мирненським віадуком|біля східної брами|на закритому летовищі|в озерному краї|за лінією розмежування|усередині нафтобази|на прибережній дорозі|у казармах Люме|у передмісті Холліна"),
    when=_parts("у понеділок|наприкінці минулого тижня|до світанку|у свята|після дев’яти годин перемовин|вдруге за рік|поки йшов дощ|напередодні голосування|без попередження|ранньою весною|за одну добу|попри страйк|на два місяці раніше строку|перед закриттям ринків|коли зникло світло|незначною більшістю"),
    why=_parts("бо гроші скінчилися|щоб заспокоїти сусідів|щоб почалися жнива|під тиском кредиторів|хоча ніхто не просив|бо фронт наблизився|заради старого міста|оскільки так вирішив суд|в обмін на запчастини|не назвавши строку|на подив аналітиків|за осінньою угодою|поки річка не замерзла|усупереч вето|через брак екіпажів|після скарги з-за кордону"),
    said=_parts("ми перерахували кожен мішок і сума не сходиться з паперами які нам показали|ніхто тут не підпише папір який віддає воду|дорога відкрита і залишиться відкритою поки я на цій посаді|нам обіцяли двигуни а надіслали фарбу|для людей на верхніх поверхах плану немає|наше терпіння це міст і ним ходили надто часто|якщо стануть потяги стане місто і ми разом з ним|я бачив мапи і лінія проходить не там де вони кажуть|ціна була чесною до третього телефонного дзвінка|дрон дешевший за обіцянку і прилітає вчасно"),
    unit=_parts("тонн зерна|домогосподарств|метрів кабелю|людей|машин|мільйонів крон|гектарів|літрів дизеля"),
    furniture=("Підпишіться на ранковий лист і дізнавайтеся новини порту до сніданку.", "Читайте також інші матеріали наших кореспондентів на узбережжі.", "Стежте за оновленнями з дельти в нашому каналі.", "Усі права захищено. Передрук лише з письмової згоди редакції."),
)  # fmt: skip
CHINESE = Bank(
    language="zh", glue="", end="。",
    who=_parts("港务委员会|部长阿黛拉·布兰特|一批码头工人|内河船队|马尔科将军|海关官员|粮食局|两名退役飞行员|北方旅|三角洲农民|州长奥卡福|铁路工会|波罗的海船东|当地教师|能源监管机构|利索瓦市长|特使塔恩|值班医护人员|边防部队|水坝工程师|反对派联盟|教区志愿者|议长雷耶斯|三座矿业城镇|中央仓库"),
    did=_parts("拒绝了|终于批准了|推迟了|悄悄出售了|要求得到|签字放弃了|重建了|收回了|检查了|警告不要采取|就此讨价还价|失去了|支付了|宣布了|拍摄了|捍卫了|叫停了|翻倍了|改道运输|悼念了|公布了|遗弃了|质疑了|欢迎了|削减了"),
    what=_parts("拓宽运河的方案|冬季天然气合同|四座受损桥梁|一支油罐车队|有争议的渡轮航线|无人机新规|冶炼厂的股份|被冻结的银行账户|一座旧雷达站|学校午餐预算|停火地图|一批炮弹|跨境集市|钢管关税|野战医院|语言法案|疏散列车|一批涡轮机|战俘名单|防洪堤|来自东方的贷款|小麦走廊|夜间宵禁|卫星照片|公寓楼维修基金"),
    where=_parts("在萨尔梅港|在奥廖尔渡口附近|在德拉沃城外|沿着南岸|在凯什码头|在山区村庄|在老车站后面|在塔尔瓦岛上|在五个县|在维纳峰会上|在首都|在米尔内高架桥下|在东门旁|在一座关闭的机场|在湖区|在分界线另一侧|在炼油厂内|在海滨公路上|在卢梅兵营|在霍林郊区"),
    when=_parts("周一|上周晚些时候|日出之前|节日期间|经过九小时会谈后|今年第二次|大雨之中|投票前夕|临时决定|早春时节|一天之内|尽管发生罢工|提前两个月|市场收盘之际|停电的时候|以微弱优势"),
    why=_parts("因为资金已经用完|以安抚邻国|以便开始收割|在债权人压力之下|虽然没有人提出要求|随着前线逼近|为了保全老城|因为法院已作出裁决|以换取零部件|没有说明日期|令分析人士感到意外|根据去年秋天的协议|赶在河流结冰之前|不顾否决|由于缺少船员|在收到国外投诉之后"),
    said=_parts("我们清点了每一个麻袋总数与给我们看的文件对不上|这里没有人会签署把水让出去的文件|道路已经开放只要我在任就会一直开放|他们答应给我们发动机却送来了油漆|对住在高层的人没有任何安排|我们的耐心是一座桥已经被走过太多次|如果火车停了城市也就停了我们也一样|我看过地图分界线不在他们所说的地方|在第三通电话之前价格一直是公道的|无人机比承诺便宜而且准时到达"),
    unit=_parts("吨粮食|户家庭|米电缆|人|辆车|百万克朗|公顷土地|升柴油"),
    furniture=("订阅我们的早报，早餐前了解港口新闻。", "阅读更多沿海记者的报道。", "关注我们，获取三角洲地区的实时更新。", "版权所有，未经书面许可不得转载。"),
)  # fmt: skip
BANKS = (ENGLISH, RUSSIAN, UKRAINIAN, CHINESE)
