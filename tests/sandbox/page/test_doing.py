"""Act on the page: it happens in the pretend Slack, and the real program answers."""

import asyncio
import json
from datetime import UTC, datetime

from bot.blocks.names import Action, Field

PICKER = f"{Field.MEETING}/{Action.PICK_MEETING}"


async def opens_form(page, words="/recall-schedule", who="U0MAYA"):
    person = page.stage.slack.person(who)
    await page.does("write", who=who, words=words)
    await page.until(lambda: person.view)


async def books(page, title="acme"):
    await opens_form(page, f"/recall-schedule {title}")
    await page.does("submit")
    await page.until(lambda: "Scheduled:" in page.stage.slack.messages("C0SALES")[-1].text)
    return page.stage.slack.messages("C0SALES")[-1]


async def test_the_command_opens_the_form_for_this_person_only(page):
    await opens_form(page)

    assert 'id="modal-title"' in await page.reads()
    assert 'id="modal-title"' not in await page.reads(**{"as": "U0JONAS"})


async def test_the_picker_searches_as_one_types(page):
    await opens_form(page)

    found = await page.http.get("/options", params={"name": PICKER, "q": "acme"})

    assert found.text.count('role="option"') == 1
    assert "10:00 Acme renewal: pricing call · Zoom" in found.text


async def test_a_picker_that_is_not_there_is_refused_politely(page):
    answer = await page.http.get("/options", params={"name": PICKER})

    assert answer.status_code == 409
    assert "modal" in answer.json()["said"]


async def test_what_is_typed_is_still_there_when_the_browser_comes_back(page):
    await opens_form(page)

    await page.does("fill", name=f"{Field.BOT_NAME}/{Action.ANSWER}", value="Half a na")

    assert 'value="Half a na"' in await page.reads()


async def test_submitting_closes_the_form_and_the_card_arrives(page):
    await books(page)

    text = await page.reads()
    assert 'id="modal-title"' not in text
    assert "<strong>Scheduled.</strong>" in text
    assert "Cancel the bot?" in text


async def test_a_field_that_is_wrong_says_so_beside_it(page):
    await opens_form(page)
    await page.does("fill", name=f"{Field.BOT_NAME}/{Action.ANSWER}", value="")

    await page.does("submit")

    text = await page.reads()
    assert "Please complete this required field." in text
    assert 'aria-invalid="true"' in text


async def test_a_time_is_entered_in_ones_own_zone(page):
    await opens_form(page, "/recall-schedule https://meet.google.com/abc-defg-hij", who="U0JONAS")
    jonas = page.stage.slack.person("U0JONAS")
    await page.does("pick", who="U0JONAS", name=f"{Field.WHEN}/{Action.CHOOSE_WHEN}", value="later")
    await page.until(lambda: Field.STARTS_AT in jonas.view["state"]["values"])

    moment = "2031-01-15T09:30"
    await page.does("fill_moment", who="U0JONAS", name=f"{Field.STARTS_AT}/{Action.CHOOSE_START}", value=moment)

    field = jonas.view["state"]["values"][Field.STARTS_AT][Action.CHOOSE_START]
    assert field["selected_date_time"] == datetime(2031, 1, 15, 8, 30, tzinfo=UTC).timestamp()
    assert f'value="{moment}"' in await page.reads(**{"as": "U0JONAS"})


async def test_the_message_menu_opens_the_form_for_the_link_in_it(page):
    invitation = next(m for m in page.stage.slack.messages("C0SALES") if m.user_id == "U0JONAS")

    await page.does(
        "use_shortcut", callback_id="schedule_recording_bot", channel=invitation.channel_id, ts=invitation.ts
    )
    await page.until(lambda: page.maya.view)

    assert "Design review: booking form" in str(page.maya.view["state"])


async def test_a_card_someone_else_cannot_change_answers_in_private(page):
    card = await books(page)

    await page.does("press", who="U0JONAS", name=Action.CANCEL_BOT, channel=card.channel_id, ts=card.ts)
    await page.until(lambda: page.stage.slack.person("U0JONAS").ephemerals)

    assert "Only visible to you" in await page.reads(**{"as": "U0JONAS"})
    assert "Only visible to you" not in await page.reads()


async def test_only_replies_that_everyone_sees_are_counted(page):
    card = await books(page)
    await page.does("write", words="Thank you", thread=card.ts)
    await page.does("press", who="U0JONAS", name=Action.CANCEL_BOT, channel=card.channel_id, ts=card.ts)
    await page.until(lambda: page.stage.slack.person("U0JONAS").ephemerals)

    assert "1 reply" in await page.reads(**{"as": "U0JONAS"})


async def test_home_is_published_when_it_is_opened(page):
    await page.does("open_home", place="home")
    await page.until(lambda: page.maya.home)

    assert "Recording bots for your meetings" in await page.reads(**{"in": "home"})


async def test_slacks_own_word_about_an_unknown_command_is_shown_and_can_be_dismissed(page):
    await page.does("write", words="/recall-shedule")

    assert "is not a valid command" in await page.reads()
    await page.does("dismiss")
    assert "is not a valid command" not in await page.reads()


async def test_slacks_own_word_is_forgotten_with_the_next_thing_that_is_done(page):
    await page.does("write", words="/recall-shedule")

    await opens_form(page)

    assert "is not a valid command" not in await page.reads()


async def test_a_button_that_is_gone_is_refused_politely(page):
    card = await books(page)

    answer = await page.does("press", name="no_such_button", channel=card.channel_id, ts=card.ts)

    assert answer.status_code == 409
    assert "no_such_button" in answer.json()["said"]


async def test_another_sites_form_can_do_nothing(page):
    answer = await page.http.post("/do/write", content=json.dumps({"words": "Hello"}))

    assert answer.status_code == 404
    assert page.stage.slack.messages("C0SALES")[-1].text != "Hello"


async def test_a_tab_is_told_of_what_happens_elsewhere(page):
    async with page.http.stream("GET", "/events", params={"as": "U0JONAS", "in": "C0SALES"}) as stream:
        await page.does("write", words="Hello from the other tab")

        async with asyncio.timeout(5):
            async for line in stream.aiter_lines():
                if "Hello from the other tab" in line:
                    break

    assert json.loads(line.removeprefix("data: "))["name"] == "conversation"


async def test_a_tab_that_comes_back_is_told_everything(page):
    async with page.http.stream("GET", "/events", params={"as": "U0MAYA"}) as stream:
        names = []
        async with asyncio.timeout(5):
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    names.append(json.loads(line.removeprefix("data: "))["name"])
                if "recall" in names:
                    break

    assert set(names) >= {"places", "conversation", "recall"}
