"""Who and what is there when a journey begins."""

from datetime import UTC, datetime

from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Calendar
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack

MORNING = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday; 7:00 in New York
SALES, RANDOM, PRIVATE = "C0SALES", "C0RANDOM", "C0PRIVATE"
MEET = "https://meet.google.com/abc-defg-hij"
OTHER_MEET = "https://meet.google.com/xyz-wxyz-xyz"
ZOOM = "https://acme.zoom.us/j/81234567890?pwd=AbC.1"
WEBHOOK_SECRET = "whsec_dGhpcy1pcy1hLW1hZGUtdXAtc2VjcmV0"


def furnish_slack(slack: PretendSlack) -> tuple[Person, Person, Person]:
    """Maya, Jonas and Olga. The app is in #sales only."""
    people = (
        slack.person("U0MAYA", email="maya@example.com", tz="America/New_York", real_name="Maya"),
        slack.person("U0JONAS", email="jonas@example.com", tz="Europe/Berlin", real_name="Jonas"),
        slack.person("U0OLGA", email="olga@example.com", tz="Europe/Berlin", real_name="Olga"),
    )
    everybody = {person.user.id for person in people}
    slack.add_channel(SALES, name="sales", members=everybody, app_is_member=True)
    slack.add_channel(RANDOM, name="random", members=everybody)
    slack.add_channel(PRIVATE, name="secret-plans", members=everybody, kind="private")
    return people


def furnish_recall(recall: PretendRecall) -> Calendar:
    """Maya's calendar, still empty."""
    return recall.add_calendar(email="maya@example.com", platform="google_calendar")
