"""German."""

from bot.core.summaries.languages.language import describe_language

_DOES = (
    "aktualisiere|ändere|baue|besorge|bereite|bestelle|bringe|buche|erledige|erstelle|frage|gebe|hole|informiere|kaufe"
    "|kläre|kontaktiere|korrigiere|leite|liefere|mache|melde|organisiere|plane|prüfe|reiche|reserviere|rufe|sammle"
    "|schaue|schicke|schreibe|sende|setze|spreche|stelle|suche|teste|trage|übernehme|verschicke"
)
# What a person is, has, thinks or may do is nothing that they take on.
_IS = (
    "arbeite|bekomme|brauche|dachte|denke|finde|fürchte|gehe|glaube|habe|hatte|hätte|hoffe|kenne|komme|konnte|könnte"
    "|kriege|meine|möchte|müsste|sage|sehe|sitze|sollte|stehe|verstehe|warte|wäre|werde|wohne|wollte|würde"
)
_ARE = (
    "bekommen|besprechen|brauchen|dürfen|finden|fangen|fingen|gehen|glauben|haben|hatten|hätten|hören|kennen|klären|kommen|konnten|können"
    "|könnten|kriegen|liegen|möchten|müssen|müssten|reden|sehen|schauen|sind|sollen|sollten|sparen|sprechen|stehen"
    "|waren|warten|wären|werden|wissen|wollen|wollten|wurden|würden"
)
_DAY = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
_MONTH = "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
GERMAN = describe_language(
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
    promise=rf"\bich (?:kümmere|werde (?!ja\b|nie\b|ganz\b)|kann das übernehmen|hake nach|nehme (?:das|es) mit"
    rf"|(?:{_DOES})\b(?! (?:mal|eben|(?:noch )?kurz)\b))|\b(?:{_DOES}) ich\b|\b(?:mach|übernehm) ich\b"
    r"|\bwir (?:werden (?!sehen)|übernehmen|kümmern uns)\b",
    offer=rf"\bich (?!(?:{_IS})\b)\w{{2,}}e\b|\b(?!(?:{_IS})\b)\w{{2,}}e ich\b|\bkann ich (?:machen|übernehmen)\b",
    request=r"\b(?:kannst|könntest|würdest) du\b|\b(?:könnt|könntet) ihr\b|\b(?:können|könnten|würden) sie\b|\b(?:wir"
    r"|du|sie|ihr) (?:müssen|musst|müsst|sollten)\b|\bjemand (?:muss|müsste|sollte)\b|\bbitte \w+|\b\w+(?:st du"
    r"|t ihr) .{0,40}\bbitte\b",
    deadline=rf"\bbis (?:zum |zur |spätestens |ende |anfang |mitte |nächste\w? |diese\w? |übernächste\w? "
    rf"|der )*(?:{_DAY}|{_MONTH}|heute|morgen|übermorgen|mittag|abend|woche|monat|\d)\w*|\b(?:heute|morgen|übermorgen"
    rf"|nächste[nr]? woche|diese woche)\b|\bam (?:{_DAY}|\d)",
    decision=r"\b(?:beschlossen|entschieden|abgemacht|einverstanden|vom tisch|festgehalten)\b|\b(?:uns )?einig\b"
    r"|\b(?:ist|sind|wurde|wurden|wird) .{0,40}\b(?:freigegeben|genehmigt|abgelehnt|gestrichen)\b"
    r"|\bdie entscheidung (?:ist|lautet)\b|\bentscheiden uns\b|\bhalten .{0,20}\bfest\b"
    rf"|\b(?!(?:{_ARE})\b)\w{{3,}}en wir\b(?! (?:mal |jetzt |gleich )?(?:los|weiter|an)\b)|\bab sofort\b"
    r"|\b(?:dann|also) (?:gehen|sparen) wir\b|\bwir (?:bleiben bei|gehen mit|entscheiden uns|einigen uns|verschieben"
    r"|streichen|verzichten|kündigen)\w*",
    wrap_up=r"\b(?:zusammengefasst|wir halten fest|beschlossen|entschieden|die entscheidung|einig|nächste schritte"
    r"|also gut)\b",
    small_talk=r"\bhör(?:t ihr|st du|en sie) mich\b|\b(?:mein|den|euer|dein)\w* bildschirm\b|\bstumm\b"
    r"|\bwie war\b.{0,20}\b(?:urlaub|wochenende)\b|\bschönes wochenende\b|\btschüss\b|\bverspätung\b"
    r"|\bmein\w* (?:hund|katze|mikro\w*|kamera)\b|\bbin gleich (?:wieder )?da\b|\b(?:einen )?(?:moment|augenblick)\b"
    r"|\bwie geht'?s\b",
    unfinished=r"\b(?:[a-zäöü]|\d{1,2}|dr|prof|nr|bzw|ca|evtl|ggf|inkl|usw|str|hr|fr)\.$",
)
