"""French."""

from bot.core.summaries.languages.language import describe_language

FRENCH = describe_language(
    "fr",
    """ai aie alors après as au aucun aujourd'hui aussi autre autres aux avant avec avez avoir avons bien bon c'est car
    ce cela ces cet cette ceux chaque chez comme comment d'abord d'accord dans de des donc du déjà elle elles en
    encore entre es est et eu eux fait faire faut fois font il ils j'ai je jusqu'à juste l'autre la le les leur
    leurs lui là ma mais me merci mes moi moins mon même n'est ne non nos notre nous on ont ou oui où par parce pas
    peu peut peux plus plutôt pour pourquoi pouvez puis qu'il qu'on quand que quel quelle quelque quelques qui quoi
    rien sa sans se sera ses si son sont sous suis sur ta te tes toi ton tous tout toute toutes trop très tu un une
    va vais vers veut veux vois voilà vos votre vous vraiment y à ça étaient était êtes être""",
    promise=r"\bje (?:vais|m['’]en (?:occupe|charge)|m['’]occupe|me charge|prends|prépare|envoie|vérifie|termine"
    r"|rédige|regarde|confirme|contacte|réserve|(?:vous|t['’]|te|leur|lui) (?:envoie|tiens|rappelle|écris|prépare"
    r"|confirme)|t['’]envoie|(?!serai)\w{2,}rai)\b|\bj['’](?:envoie|appelle|organi[sz]e|écris|(?!aurai"
    r"|irai)\w{2,}rai)\b|\bnous allons\b|\bon va (?:faire|envoyer|préparer|vérifier)\b",
    offer=r"\bje (?:(?:lui|leur|le|la|les|vous|te) |l['’]|t['’])?(?:ajoute|appelle|change|cherche|corrige|demande"
    r"|donne|fais|finis|mets|parle|passe|propose|rappelle|relance|rends|réponds|transfère)\b",
    request=r"\b(?:peux|pourrais)-tu\b|\btu (?:peux|pourrais)\b|\b(?:pouvez|pourriez)-vous\b|\bvous (?:pouvez"
    r"|pourriez)\b|\bil (?:faut|faudrait)\b|\b(?:on|nous) (?:doit|devons)\b|\bmerci de\b|\btu t['’]en (?:charges"
    r"|occupes)\b|\bil (?:nous|te|vous) faut\b|\bs['’]il (?:te|vous) pla[iî]t\b",
    deadline=r"\bcet(?:te)? (?:après-midi|semaine)\b|\b(?:d['’]ici|avant|pour) (?:la |le |fin |ce |demain|lundi|mardi"
    r"|mercredi|jeudi|vendredi)\w*|\b(?:aujourd['’]hui|demain|ce soir|la semaine prochaine|lundi|mardi|mercredi|jeudi"
    r"|vendredi)\b",
    decision=r"\b(?:on a|nous avons|a été|c['’]est) (?:donc |bien )?(?:décidé|validé|acté|approuvé|refusé|accepté"
    r"|rejeté|entendu)\b|\b(?:décidons|retenons|reportons)\b|\bla décision (?:est|sera)\b|\bon (?:se met"
    r"|s['’]est mis) d['’]accord\b|\b(?:alors|donc|dans ce cas|du coup|d['’]accord|très bien)\b.{0,30}\bon (?!(?:a"
    r"|attend|avait|commence|doit|en|est|était|peut|pourrait|sait|se|va|verra|voit|y)\b)\w+|\bon (?:part sur"
    r"|reste sur|garde|reporte|repousse|valide|abandonne|arrête|retient|annule|ne (?:prend|fait|garde) pas)\b",
    wrap_up=r"\b(?:en résumé|pour résumer|c['’]est décidé|on a décidé|nous avons décidé|prochaines étapes"
    r"|la décision)\b",
    small_talk=r"\bm['’]entend(?:ez|s)\b|\b(?:mon|ton|votre) (?:écran|micro|chat|chien)\b|\b(?:ma|ta) (?:caméra"
    r"|connexion)\b|\bbon(?:ne)? (?:week-end|journée|soirée)\b|\bpour le retard\b|\bà demain\b|\bau revoir\b"
    r"|\bcomment (?:ça va|allez-vous)\b|\bune (?:seconde|minute), \b",
    unfinished=r"\b(?:[a-z]|mme|mlle|dr|me|art|env)\.$",
)
