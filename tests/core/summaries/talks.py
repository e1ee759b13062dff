"""Short meetings of our own making, in several languages; each line is what one person says."""

from collections.abc import Sequence

from bot.core.transcripts.turns import Turn

GERMAN = """Anna: Guten Morgen zusammen, wir sprechen heute über die Rechnungen und über das neue Formular.
Bernd: Die Rechnungen gehen seit September pünktlich raus, aber der Kunde in Tokio bekommt das falsche Datum.
Anna: Wie viele Rechnungen sind denn betroffen, und was kostet uns das?
Bernd: Drei Rechnungen, soweit ich das sehe, und es kostet vor allem Vertrauen.
Clara: Ich kümmere mich um das neue Formular und schicke euch den Entwurf bis Freitag.
Bernd: Ich prüfe heute noch, ob die alten Rechnungen schon gebucht sind.
Anna: Kannst du mir bis Donnerstag die Liste der Rechnungen schicken?
Bernd: Ja, das geht, die Liste habe ich schon angefangen.
Anna: Gut, dann halten wir das so fest: die Entscheidung ist, neue Rechnungen zuerst und alte Rechnungen danach."""
FRENCH = """Lucie: Bonjour à tous, on parle aujourd'hui du contrat et de la formation des nouveaux collègues.
Marc: Le contrat est presque prêt, mais le client demande une clause sur les données.
Lucie: Est-ce que la clause existe déjà dans un autre contrat ?
Marc: Oui, dans le contrat de l'année dernière, et le client l'avait acceptée.
Sofia: Je m'occupe de la formation et je vous envoie deux dates avant vendredi.
Marc: Je vais demander au service juridique de relire la clause demain.
Lucie: Sofia, peux-tu réserver la salle pour la formation d'ici lundi ?
Sofia: Oui, bien sûr, la salle est libre toute la semaine.
Lucie: Pour résumer, le contrat part vendredi avec la clause, et la formation a lieu en janvier."""
SPANISH = """Elena: Buenos días, hoy hablamos del presupuesto y de la migración de los servidores.
Pablo: La migración va bien, pero los servidores de pruebas siguen en el centro de datos antiguo.
Elena: ¿Cuánto nos cuesta cada mes el centro de datos antiguo?
Pablo: Unos dos mil euros al mes, y el presupuesto solo alcanza hasta junio.
Rosa: Yo me encargo del presupuesto y voy a enviar la propuesta antes del viernes.
Pablo: Voy a apagar los servidores de pruebas esta semana.
Elena: Rosa, ¿puedes avisar al proveedor mañana, por favor?
Rosa: Claro, le llamo por la mañana y os cuento.
Elena: En resumen, la migración termina en mayo y el presupuesto se revisa el viernes."""
JAPANESE = """田中: おはようございます。今日は請求書の問題と新しい画面の設計について話します。
佐藤: 請求書の日付が間違っていました。東京の顧客から連絡がありました。
田中: 影響を受けた請求書は何件ですか。
佐藤: 三件です。新しい請求書は正しく出ています。
鈴木: 新しい画面の設計は私が担当します。金曜日までに設計案を送ります。
佐藤: 古い請求書を経理に確認して、明日報告します。
田中: 鈴木さん、顧客への説明文も来週までに準備をお願いします。
鈴木: わかりました。説明文も準備します。
田中: まとめると、新しい請求書を先に直し、古い請求書は経理の確認後に直します。"""
ENGLISH = """Maya: Good morning, let's talk about the renewal and about the outage in May.
Tom: The outage in May hurt, and we found out from our own customers.
Maya: The outage review went out in June, and the status page sends a message within ten minutes now.
Tom: What would the renewal cost for a hundred and twenty seats?
Maya: I'll send you the written offer for the renewal by Wednesday noon.
Jonas: Could you introduce me to your security team this week?
Tom: I'll introduce you by mail today.
Maya: To sum up, the renewal is for two years, and the offer has the higher service level."""
SECONDS_A_LETTER = 0.06


def talk(text: str, *, pause: float = 1.0) -> tuple[Turn, ...]:
    turns, now = [], 0.0
    for line in text.splitlines():
        speaker, _, said = line.partition(": ")
        end = now + len(said) * SECONDS_A_LETTER
        turns.append(Turn(speaker, speaker, round(now, 2), round(end, 2), said))
        now = end + pause
    return tuple(turns)


def long_talk(topics: Sequence[str], *, minutes: float, pause_between: float = 0.0) -> tuple[Turn, ...]:
    """About one topic after the other, for so many minutes each."""
    turns: list[Turn] = []
    now = 0.0
    for topic in topics:
        end_of_topic = now + minutes * 60
        number = 0
        while now < end_of_topic:
            number += 1
            who = ("Maya", "Tom")[number % 2]
            said = f"The {topic} needs another look, and the {topic} was item {number} of the list."
            turns.append(Turn(who, who, now, now + 18, said))
            now += 20
        now += pause_between
    return tuple(turns)
