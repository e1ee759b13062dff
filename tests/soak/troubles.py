"""What goes wrong with the vendors at random: all of it passes, so everything can be carried out in the end."""

import random

from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.slack.pretend_slack import PretendSlack

PASSING = (408, 409, 425, 429, 500, 502, 503, 504, 507)
AT_THE_GATE = {409, 429}  # nothing has been done
WITH_RETRY_AFTER = {429, 503, 507}  # otherwise a 507 alone would hold the test up for half a minute
SCHEDULE, CREATE, LOOK = "/api/v2/calendar-events/*/bot/", "/api/v1/bot/", "/api/v2/calendar-events/*/"


def trouble_recall(recall: PretendRecall, chance: random.Random) -> None:
    """The next one or two calls of one kind."""
    method, path = chance.choice([("POST", SCHEDULE), ("POST", SCHEDULE), ("POST", CREATE), ("GET", LOOK)])
    when, times = chance.choice(["before", "after"]), chance.randint(1, 2)
    match chance.choice(["status", "status", "silence", "half", "slow"]):
        case "status":
            status = chance.choice(PASSING)
            when = "before" if status in AT_THE_GATE else when
            wait = 1 if status in WITH_RETRY_AFTER else None
            body = chance.choice(["json", "html", "empty", "half"])
            recall.fail_next(status, times=times, when=when, method=method, path=path, retry_after=wait, body=body)
        case "silence":
            recall.hang_up_next(times=times, when=when, method=method, path=path)
        case "half":
            recall.break_off_next(times=times, method=method, path=path)
        case "slow":
            recall.delay_next(chance.uniform(0.05, 0.5), times=times, when=when, method=method, path=path)


def trouble_slack(slack: PretendSlack, chance: random.Random) -> None:
    """The next card, or the next change of one, is refused, or done with its answer lost."""
    method = chance.choice(["chat.postMessage", "chat.postMessage", "chat.update"])
    match chance.choice(["busy", "broken", "word", "lost"]):
        case "busy":
            slack.fail_next(method, retry_after=1)
        case "broken":
            slack.fail_next(method, status=503)
        case "word":
            slack.fail_next(method, error="internal_error")
        case "lost":
            slack.fail_next(method, after=True, no_answer=True)
