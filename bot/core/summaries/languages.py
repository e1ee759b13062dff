"""Know a little of several languages: their commonest words, and how people in them promise and ask.

Written out here, since the packages that know more (nltk, langdetect) fetch data or guess differently each time.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    tag: str
    stop_words: frozenset[str]
    promise: re.Pattern[str] | None = None  # somebody takes something on
    request: re.Pattern[str] | None = None  # somebody asks for something
    deadline: re.Pattern[str] | None = None
    wrap_up: re.Pattern[str] | None = None  # what was decided is about to be said


def _language(tag: str, stop_words: str, *patterns: str) -> Language:
    found = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    return Language(tag, frozenset(stop_words.split()), *found)


_ENGLISH = _language(
    "en",
    """a about after again all also am an and any anything are as at back be because been before being both but by
    came can can't come could couldn't did didn't do does doesn't doing don't down each even every everything few
    first for from get gets getting give go goes going gone good got great had has have haven't having he her here
    him his hm how i i'd i'll i'm i've if in into is isn't it it's its just kind know last let let's like little
    long look lot made make many may maybe me mean might more most much must my need never next no nobody not
    nothing now of off oh ok okay on once one only or other our out over own people perhaps please put quite
    rather really right said same say says see she should shouldn't so some somebody someone something still such
    sure take than thank thanks that that's the their them then there there's these they they're thing things
    think this those though thought three through time to today together told too two um under until up us very
    want wanted was wasn't way we we'd we'll we're we've well were what what's when where whether which while who
    why will with won't would wouldn't yeah year yes yet you you'd you'll you're you've your zero hundred thousand
    four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hear
    heard since second third half quarter minute minutes hour hours day days week weeks month months""",
    r"\b(?:i|we)(?:['’]ll| will| am going to|['’]m going to| can take| take (?:that|this|it)\b)|\bi['’]d like to show\b"
    r"|\blet me (?:send|check|ask|write|follow|find|get)\b|\baction items?\b|\bassigned to\b",
    r"\b(?:can|could|would|will) you\b|\bplease (?:send|check|write|add|ask|make|share|review|take|update|let)\b"
    r"|\b(?:you|we|some(?:one|body)) (?:need|have|ought) to\b|\bplease do\b",
    r"\b(?:by|before|until|on|next|this|end of) (?:the )?(?:end of|noon|mon|tues|wednes|thurs|fri|satur|sun|today"
    r"|tonight|tomorrow|week|month|next|january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\w*|\b(?:today|tonight|tomorrow)\b",
    r"\b(?:to sum up|we agree|agreed|decided|the (?:decision|plan) is|let['’]s go with|next steps|in summary)\b",
)
_GERMAN = _language(
    "de",
    """aber alle allem allen alles als also am an andere anderen auch auf aus bei beide beim bin bis bist bitte da
    dabei dafür dagegen daher damit dann daran darauf das dass davon dazu dein deine dem den denn der des dich die
    dies diese diesem diesen dieser dieses dir doch dort du durch eigentlich ein eine einem einen einer eines
    einfach einmal er es etwas euch euer für ganz gar gegen genau gerade gibt gut hab habe haben hast hat hatte
    hatten heute hier hin ich ihm ihn ihnen ihr ihre im immer in ins ist ja jede jeden jeder jetzt kann kannst kein
    keine können könnte machen mal man mehr mein meine mich mir mit mitnichten morgen muss müssen nach nachher nein
    nicht nichts noch nun nur ob oder ohne okay schon sehr sein seine selbst sich sie sind so sogar soll sollen
    sollte sonst um und uns unser unsere unter viel vielleicht vom von vor wann war waren warum was weg wegen weil
    weiter wenn wer werde werden wie wieder will wir wird wirklich wo wollen worden wurde würde zu zum zur zwei über""",
    r"\bich (?:werde|kümmere|übernehme|mache|schicke|sende|schreibe|prüfe|kläre|frage|bringe|stelle|melde|rufe|bereite"
    r"|kann das übernehmen|liefere|gebe|erledige|schaue|reiche)\b"
    r"|\b(?:mache|schicke|sende|schreibe|prüfe|kläre|frage|bringe|übernehme|erledige|liefere) ich\b"
    r"|\bwir (?:werden|übernehmen|kümmern uns)\b",
    r"\b(?:kannst|könntest|würdest) du\b|\b(?:könnt|könntet) ihr\b|\b(?:können|könnten|würden) sie\b"
    r"|\b(?:wir|du|sie|ihr) (?:müssen|musst|müsst|sollten)\b|\bbitte (?:schick|prüf|schreib|sag|mach|send|klär)\w*",
    r"\bbis (?:zum |ende |spätestens )?\w+|\b(?:heute|morgen|übermorgen|nächste[nr]? woche|diese woche)\b"
    r"|\bam (?:montag|dienstag|mittwoch|donnerstag|freitag)\b",
    r"\b(?:zusammengefasst|wir halten fest|beschlossen|entschieden|die entscheidung|einig|nächste schritte|also gut)\b",
)
_FRENCH = _language(
    "fr",
    """ai aie alors après as au aucun aujourd'hui aussi autre autres aux avant avec avez avoir avons bien bon c'est car
    ce cela ces cet cette ceux chaque chez comme comment d'abord d'accord dans de des donc du déjà elle elles en
    encore entre es est et eu eux fait faire faut fois font il ils j'ai je jusqu'à juste l'autre la le les leur
    leurs lui là ma mais me merci mes moi moins mon même n'est ne non nos notre nous on ont ou oui où par parce pas
    peu peut peux plus plutôt pour pourquoi pouvez puis qu'il qu'on quand que quel quelle quelque quelques qui quoi
    rien sa sans se sera ses si son sont sous suis sur ta te tes toi ton tous tout toute toutes trop très tu un une
    va vais vers veut veux vois voilà vos votre vous vraiment y à ça étaient était êtes être""",
    r"\bje (?:vais|m['’]en (?:occupe|charge)|m['’]occupe|me charge|prends|prépare|vous envoie|t['’]envoie|envoie"
    r"|vérifie|termine|rédige|demanderai|enverrai|ferai)\b|\bj['’](?:envoie|appelle|organi[sz]e|écris|enverrai|appellerai)\b"
    r"|\bnous allons\b|\bon va (?:faire|envoyer|préparer|vérifier)\b",
    r"\b(?:peux|pourrais)-tu\b|\btu (?:peux|pourrais)\b|\b(?:pouvez|pourriez)-vous\b|\bvous (?:pouvez|pourriez)\b"
    r"|\bil faut\b|\b(?:on|nous) (?:doit|devons)\b|\bmerci de\b",
    r"\b(?:d['’]ici|avant|pour) (?:la |le |fin |ce |demain|lundi|mardi|mercredi|jeudi|vendredi)\w*"
    r"|\b(?:aujourd['’]hui|demain|ce soir|cette semaine|la semaine prochaine|lundi|mardi|mercredi|jeudi|vendredi)\b",
    r"\b(?:en résumé|pour résumer|c['’]est décidé|on a décidé|nous avons décidé|prochaines étapes|la décision)\b",
)
_SPANISH = _language(
    "es",
    """a ahora al algo alguien algún allí antes aquel aquí así aunque aún bien bueno cada casi como con creo cuando
    cuál cómo da de del desde después dice donde dos día e el ella ellas ellos en entonces entre era eran eres es
    esa esas ese eso esos esta estaba estamos estar estas este esto estos estoy está están fue gracias ha habla hace
    hacer han has hasta hay he hoy igual la las le les lo los luego más mañana me menos mi mis mismo mucho muy más
    nada ni no nos nosotros nuestra nuestro o os otra otro para pero poco podemos por porque puede puedes pues que
    quiero quién qué se sea ser si sido sin sobre solo somos son soy su sus sí también tan tanto te tenemos tener
    tengo tiene tienen todavía todo todos tu tus un una uno unos usted va vale vamos ver vez voy y ya yo él""",
    r"\b(?:yo )?(?:voy|vamos) a\b|\bme (?:encargo|ocupo|comprometo)\b|\byo (?:lo|la|me) \w+"
    r"|\b(?:lo|la|se lo|te lo|os lo) (?:hago|envío|mando|preparo|reviso|miro|paso)\b"
    r"|\b(?:enviaré|mandaré|prepararé|revisaré|haré|llamaré|escribiré)\b",
    r"\b(?:puedes|podrías|puede|podría|podéis|pueden)\b|\bhay que\b|\b(?:tenemos|tienes|tiene) que\b|\bpor favor\b",
    r"\b(?:antes del?|para (?:el|la|mañana|hoy)|el (?:próximo )?(?:lunes|martes|miércoles|jueves|viernes))\b"
    r"|\b(?:hoy|mañana|esta semana|la semana que viene|esta tarde)\b",
    r"\b(?:en resumen|resumiendo|queda decidido|hemos decidido|decidimos|acordamos|de acuerdo entonces"
    r"|próximos pasos)\b",
)
_JAPANESE = _language(
    "ja",
    "こと もの よう ため これ それ あれ ここ そこ 今日 今 方 時 中 自分 皆さん 以上 本当 大丈夫",
    r"(?:私|僕|わたし|こちら)(?:が|で|の方で).*(?:します|やります|送ります|確認します|対応します)"
    r"|(?:送り|確認し|準備し|作成し|対応し|連絡し|共有し|修正し|調べ|書き|進め|まとめ|お送りし)ます"
    r"|(?:やって|送って|確認して|調べて|まとめて)(?:おき|み)ます|担当します|引き受けます",
    r"(?:お願いします|お願いできますか|してください|して下さい|もらえますか|いただけますか|する必要があります"
    r"|しなければなりません)",
    r"までに|今日中|明日|今週中|来週|[月火水木金土日]曜(?:日)?(?:まで)?|\d{1,2}日まで",
    r"(?:まとめると|決まりました|決定です|ということで|合意|次のステップ)",
)
_ITALIAN = _language(
    "it",
    """a ad ai al alla anche ancora avere bene che chi ci come con cosa così da dal dalla dei del della delle di dove
    due e è era essere fare fatto gli ha hai hanno ho i il in io la le lei lo loro lui ma mi mio molto ne nei nel
    nella no noi non o oggi ogni per perché più poi possiamo può quando quella quello questa questo qui se sei senza
    si sia siamo solo sono sta su sul tu tutti tutto un una uno va vi voi""",
)
_PORTUGUESE = _language(
    "pt",
    """a agora ainda ao aos as até bem bom com como da das de depois do dos e ela ele eles em então era essa esse esta
    estou está eu fazer foi gente hoje há isso isto já lá mais mas me mesmo meu minha muito na nas nem no nos nossa
    nosso não nós o os ou para pela pelo por porque pode pra precisa qual quando que quem se sem ser seu sim sobre
    sua são só também tem temos tenho ter tudo um uma vai vamos você vocês vou à é""",
)
_DUTCH = _language(
    "nl",
    """aan al alle als altijd andere ben bij daar dan dat de deze die dit doen door dus een en er even gaan gaat geen
    goed had heb hebben heeft heel het hier hij hoe hun ik in is ja je jij jullie kan kunnen maar meer met mijn moet
    moeten naar nee niet niets nog nu of om omdat ons onze ook op over te toch tot u uit van veel voor want was wat
    we wel wij wil worden wordt zal ze zich zij zijn zo zou zullen""",
)
LANGUAGES = {
    each.tag: each for each in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH, _JAPANESE, _ITALIAN, _PORTUGUESE, _DUTCH)
}
# Of a script that says which language it is; Chinese characters stand in Japanese as well, and so come last.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
_LATIN = tuple(each for each in LANGUAGES.values() if each.tag != "ja")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LOOKED_AT = 20_000  # characters: enough to tell a language
SHARE_OF_SCRIPT = 0.2
SHARE_OF_STOP_WORDS = 0.2
UNKNOWN = Language("", frozenset())


def detect_language(text: str) -> Language:
    """By script, then by the commonest words; UNKNOWN where neither says it clearly."""
    seen = text[:LOOKED_AT]
    letters = sum(character.isalpha() for character in seen) or 1
    for tag, script in _SCRIPTS:
        if len(script.findall(seen)) / letters >= SHARE_OF_SCRIPT:
            return LANGUAGES.get(tag, Language(tag, frozenset()))
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(seen)]
    counts = {each: sum(word in each.stop_words for word in words) for each in _LATIN}
    best = max(counts, key=lambda each: counts[each])
    return best if words and counts[best] / len(words) >= SHARE_OF_STOP_WORDS else UNKNOWN
