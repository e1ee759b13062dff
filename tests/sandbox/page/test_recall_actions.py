"""Use the panel's actions, and check how the program answers to them."""

import pytest

from bot.core.outcomes.in_call import explain_bot
from bot.sandbox.page.failures import FAILURES
from tests.sandbox.page.test_doing import books, opens_form


def copies(page, title="Acme renewal: pricing call"):
    return [event for event in page.stage.recall.events if event.title == title]


def ids(events):
    return ",".join(event.id for event in events)


def says(page, words):
    return lambda: any(words in message.text for message in page.stage.slack.messages("C0SALES"))


def says_in_thread(page, words):
    return lambda: any(words in reply.text for reply in page.stage.slack.messages("C0SALES") if reply.is_reply)


def copied_to_jonas(page):
    """As if he had connected his calendar."""
    calendar = page.stage.recall.add_calendar("jonas@example.com", platform="microsoft_outlook")
    (first,) = copies(page)
    page.stage.recall.add_event(calendar.id, title=first.title, start=first.start, ical_uid=first.ical_uid)


async def test_a_moved_meeting_moves_in_every_calendar_and_the_thread_says_so(page):
    copied_to_jonas(page)
    await books(page)
    before = [event.start for event in copies(page)]

    await page.does("move_meeting", ids=ids(copies(page)), minutes="30")

    assert [(event.start - start).seconds for event, start in zip(copies(page), before, strict=True)] == [1800, 1800]
    await page.until(says(page, "The meeting was moved to"))


async def test_a_meeting_that_was_moved_far_away_can_be_moved_back(page):
    for minutes in ("1440", "1440", "1440", "-1440"):
        shown = await page.reads()
        assert f'value="{ids(copies(page))}"' in shown
        await page.does("move_meeting", ids=ids(copies(page)), minutes=minutes)


async def test_an_access_that_has_ended_is_said_in_home(page):
    (calendar,) = page.stage.recall.calendars

    await page.does("end_access", calendar=calendar.id)

    assert "maya@example.com: disconnected" in await page.reads()
    await page.does("open_home", place="home")
    await page.until(lambda: "disconnected from Recall.ai" in str(page.stage.slack.person("U0MAYA").home))


async def test_a_renamed_meeting_is_renamed_on_the_card(page):
    await books(page)

    await page.does("rename_meeting", ids=ids(copies(page)), title="Acme: signing")

    await page.until(says(page, "Acme: signing"))


async def test_a_deleted_meeting_takes_its_bot_with_it(page):
    await books(page)

    await page.does("delete_meeting", ids=ids(copies(page)))

    await page.until(says(page, "No bot will join."))
    assert "No bots yet." in await page.reads()


@pytest.mark.parametrize(
    ("deed", "status"), [("waits", "in_waiting_room"), ("joins", "in_call_not_recording"), ("finishes", "done")]
)
async def test_a_bot_does_as_it_is_told(page, deed, status):
    await books(page)
    (bot,) = page.stage.recall.bots

    await page.does(deed, bot=bot.id)

    assert bot.status == status
    assert f"status-{status}" in await page.reads()


WAYS = {
    "ready": (),
    "in_waiting_room": ("waits",),
    "in_call_not_recording": ("joins",),
    "in_call_recording": ("records",),
}
FAILED_ON_THE_WAY = [
    (failure, status) for failure in FAILURES for status in sorted(failure.possible_in) if status in WAYS
]


@pytest.mark.parametrize(("failure", "status"), FAILED_ON_THE_WAY, ids=lambda each: getattr(each, "sub_code", each))
async def test_a_bot_fails_with_the_chosen_reason_and_the_card_explains_it(page, failure, status):
    card = await books(page)
    (bot,) = page.stage.recall.bots
    for deed in WAYS[status]:
        await page.does(deed, bot=bot.id)

    await page.does("fails", bot=bot.id, failure=failure.name)

    why = explain_bot(failure.status, failure.sub_code).sentence
    await page.until(lambda: why in page.stage.slack.workspace.messages.find(card.channel_id, card.ts).text)
    await page.until(says_in_thread(page, why))


@pytest.mark.parametrize("status", WAYS)
async def test_only_what_can_happen_to_a_bot_is_offered(page, status):
    await books(page)
    (bot,) = page.stage.recall.bots
    for deed in WAYS[status]:
        await page.does(deed, bot=bot.id)

    shown = await page.reads()
    refused = [failure for failure in FAILURES if f'value="{failure.name}"' not in shown]

    assert refused == [failure for failure in FAILURES if status not in failure.possible_in]
    for failure in refused:
        assert (await page.does("fails", bot=bot.id, failure=failure.name)).status_code == 409
    assert bot.status == status


async def test_what_cannot_follow_is_refused_politely(page):
    await books(page)
    (bot,) = page.stage.recall.bots
    await page.does("finishes", bot=bot.id)

    answer = await page.does("waits", bot=bot.id)

    assert answer.status_code == 409
    assert "does not follow" in answer.json()["said"]


@pytest.mark.parametrize("wrong", [{"minutes": "soon"}, {}, {"minutes": "9" * 30}])
async def test_nonsense_is_refused_politely(page, wrong):
    answer = await page.does("move_clock", **wrong)

    assert answer.status_code == 409


async def test_the_clock_moves_and_a_bot_that_is_due_sets_out(page):
    await books(page)
    (bot,) = page.stage.recall.bots

    await page.does("move_clock", minutes="120")

    assert bot.status == "joining_call"
    assert "<strong>10:2" in await page.reads()


@pytest.mark.parametrize("answer", ["429", "507"])
async def test_a_spoiled_call_is_answered_as_chosen_and_made_again(page, answer):
    await page.does("spoil_call", **{"with": answer})
    await opens_form(page, "/recall-schedule acme")

    await page.does("submit")
    await page.until(says(page, "Scheduling:"))
    await page.does("move_clock", minutes="10")
    await page.until(says(page, "Scheduled:"))

    assert statuses_of_bookings(page) == [int(answer), 200]


async def test_a_refusal_that_only_an_operator_can_mend_is_said_as_that(page):
    await page.does("spoil_call", **{"with": "402"})
    await opens_form(page, "/recall-schedule acme")

    await page.does("submit")

    await page.until(says(page, "Failed:"))
    assert statuses_of_bookings(page) == [402]
    assert "notified your admins" in await page.reads()
    await page.until(lambda: any("credit" in message.text for message in page.maya.direct_messages))


async def test_a_booking_whose_answer_comes_too_late_is_looked_for_and_not_made_twice(page):
    await page.does("spoil_call", **{"with": "silence"})
    await opens_form(page, "/recall-schedule acme")

    await page.does("submit")
    await page.until(says(page, "Scheduling:"))
    await page.does("move_clock", minutes="10")
    await page.until(says(page, "Scheduled:"))

    assert len(page.stage.recall.bots) == 1


def statuses_of_bookings(page):
    return [request.status for request in page.stage.recall.requests_to("POST", "/api/v2/calendar-events/*/bot/")]


async def test_a_lost_webhook_is_shown_as_lost(page):
    await page.does("drop_webhook")

    await page.does("rename_meeting", ids=copies(page)[0].id, title="Acme: signing")

    assert page.stage.recall.sent[-1].is_dropped
    assert ">lost</span>" in await page.reads()


async def test_all_webhooks_of_the_next_step_are_lost_and_the_app_finds_out_when_it_checks(page):
    card = await books(page)
    (bot,) = page.stage.recall.bots
    before = len(page.stage.recall.sent)

    await page.does("drop_webhook")
    await page.does("records", bot=bot.id)
    lost = page.stage.recall.sent[before:]

    assert len(lost) > 1
    assert all(delivery.is_dropped for delivery in lost)
    assert "Recording." not in page.stage.slack.workspace.messages.find(card.channel_id, card.ts).text
    await page.does("move_clock", minutes="120")
    await page.until(says(page, "Recording"))


async def test_the_step_after_it_is_heard_of_again(page):
    await books(page)
    acme = ids(copies(page))
    await page.does("drop_webhook")
    await page.does("rename_meeting", ids=acme, title="Acme: signing")

    await page.does("rename_meeting", ids=acme, title="Acme: signed")

    assert not page.stage.recall.sent[-1].is_dropped
    await page.until(says(page, "Acme: signed"))
