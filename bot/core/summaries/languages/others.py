"""Languages of which only the commonest words are known."""

from bot.core.summaries.languages.language import describe_language

ITALIAN = describe_language(
    "it",
    """a ad ai al alla anche ancora avere bene che chi ci come con cosa così da dal dalla dei del della delle di dove
    due e è era essere fare fatto gli ha hai hanno ho i il in io la le lei lo loro lui ma mi mio molto ne nei nel
    nella no noi non o oggi ogni per perché più poi possiamo può quando quella quello questa questo qui se sei senza
    si sia siamo solo sono sta su sul tu tutti tutto un una uno va vi voi""",
)
PORTUGUESE = describe_language(
    "pt",
    """a agora ainda ao aos as até bem bom com como da das de depois do dos e ela ele eles em então era essa esse esta
    estou está eu fazer foi gente hoje há isso isto já lá mais mas me mesmo meu minha muito na nas nem no nos nossa
    nosso não nós o os ou para pela pelo por porque pode pra precisa qual quando que quem se sem ser seu sim sobre
    sua são só também tem temos tenho ter tudo um uma vai vamos você vocês vou à é""",
)
DUTCH = describe_language(
    "nl",
    """aan al alle als altijd andere ben bij daar dan dat de deze die dit doen door dus een en er even gaan gaat geen
    goed had heb hebben heeft heel het hier hij hoe hun ik in is ja je jij jullie kan kunnen maar meer met mijn moet
    moeten naar nee niet niets nog nu of om omdat ons onze ook op over te toch tot u uit van veel voor want was wat
    we wel wij wil worden wordt zal ze zich zij zijn zo zou zullen""",
)
