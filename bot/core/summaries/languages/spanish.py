"""Spanish."""

from bot.core.summaries.languages.language import describe_language

SPANISH = describe_language(
    "es",
    """a ahora al algo alguien algún allí antes aquel aquí así aunque aún bien bueno cada casi como con creo cuando
    cuál cómo da de del desde después dice donde dos día e el ella ellas ellos en entonces entre era eran eres es
    esa esas ese eso esos esta estaba estamos estar estas este esto estos estoy está están fue gracias ha habla hace
    hacer han has hasta hay he hoy igual la las le les lo los luego más mañana me menos mi mis mismo mucho muy más
    nada ni no nos nosotros nuestra nuestro o os otra otro para pero poco podemos por porque puede puedes pues que
    quiero quién qué se sea ser si sido sin sobre solo somos son soy su sus sí también tan tanto te tenemos tener
    tengo tiene tienen todavía todo todos tu tus un una uno unos usted va vale vamos ver vez voy y ya yo él""",
    promise=r"(?<!no )\b(?:voy|vamos) a\b(?! (?:ver|empezar|esperar)\b)|\bme (?:encargo|ocupo|comprometo)\b"
    r"|\byo (?:lo|la|me) \w+|\b(?:lo|la|se lo|te lo|os lo) (?:hago|envío|mando|preparo|reviso|miro|paso)\b|\b(?:os|te"
    r"|les|le) (?:mando|envío|paso|llamo|aviso|escribo|confirmo)\b|\b(?!ser|estar|ir|tendr)\w{3,}(?:aré|eré|iré)\b",
    offer=r"\b(?:actualizo|arreglo|aviso|busco|cierro|compro|confirmo|contacto|envío|escribo|hablo|hago|llamo|mando"
    r"|organizo|pido|pregunto|preparo|reviso|subo|termino)\b",
    request=r"\b(?:puedes|podrías|puede|podría|podéis|pueden)\b|\bhay que\b|\b(?:tenemos|tienes|tiene) que\b"
    r"|\bpor favor\b|\b\w*[áéí]\w{2,}me\b|\b(?:acuérda|asegúra|encárga|ocúpa)te\b",
    deadline=r"\b(?:antes del?|para (?:el|la|mañana|hoy)|el (?:próximo )?(?:lunes|martes|miércoles|jueves|viernes))\b"
    r"|\b(?:hoy|mañana|esta semana|la semana que viene|esta tarde)\b",
    decision=r"\b(?:decidimos|hemos decidido|acordamos|hemos acordado|quedamos en|nos quedamos con|aplazamos"
    r"|cancelamos|descartamos|se aprueba|lo dejamos|dejamos fuera|de acuerdo entonces)\b|\bla decisión es\b"
    r"|\bno vamos a\b|\bestá claro\b|\bha(?:n)? aprobado\b|\b(?:pues|entonces|vale)\b.{0,30}\b(?!(?:empez|est|hac"
    r"|nos v|pod|sab|segu|somos|ten|vamos|v)\w*\b)\w+(?:amos|emos|imos)\b|\b(?:queda|quedan|está|están|ha sido"
    r"|fue) (?:decidid|aprobad|descartad|acordad|cancelad|rechazad)[oa]s?\b|\bvamos con\b",
    wrap_up=r"\b(?:en resumen|resumiendo|queda decidido|hemos decidido|decidimos|acordamos|de acuerdo entonces"
    r"|próximos pasos)\b",
    small_talk=r"\b(?:me|nos) (?:oís|oyes|oyen|escucháis|escuchas|escuchan)\b|\b(?:mi|tu|la) (?:pantalla|cámara"
    r"|micrófono)\b|\bmi (?:conexión|perro|gato)\b|\bfin de semana\b|\bqué tal\b|\bpor el retraso\b|\bhasta (?:luego"
    r"|mañana|pronto)\b|\bun (?:momento|segundo)\b|\bgracias a tod[oa]s\b",
    unfinished=r"\b(?:[a-z]|sra?|srta|dra?|uds?|núm|pág|art|aprox)\.$",
)
