"""Act on the page beside the command: mentions in threads, shortcuts without a message, workflows."""

from bot.blocks.names import GLOBAL_SHORTCUT
from bot.sandbox.stage import WORKFLOW


def thread_in_sales(page):
    return next(each for each in page.stage.slack.messages("C0SALES") if "recorded?" in each.text)


async def test_a_mention_in_a_thread_is_answered_there_to_that_person_alone(page):
    first = thread_in_sales(page)

    await page.does("write", words="@Recall Schedule acme", thread=first.ts)
    await page.until(lambda: page.maya.ephemerals)

    query = {"in": "C0SALES", "thread": first.ts}
    assert "Acme renewal: pricing call" in (await page.reads(**query)).partition('data-region="thread"')[2]
    assert "Only visible to you" not in await page.reads(**{**query, "as": "U0JONAS"})


async def test_a_shortcut_needs_no_message(page):
    answer = await page.does("use_global_shortcut", callback_id=GLOBAL_SHORTCUT)
    await page.until(lambda: page.maya.view)

    assert answer.status_code == 200
    assert (await page.does("use_global_shortcut", callback_id="another")).status_code == 409


async def test_a_workflow_books_and_one_that_is_not_there_is_refused(page):
    assert WORKFLOW in await page.reads()

    await page.does("start_workflow", name=WORKFLOW)
    await page.until(lambda: "Scheduled:" in page.stage.slack.messages("C0SALES")[-1].text)

    assert "Northwind" in page.stage.slack.messages("C0SALES")[-1].text
    assert (await page.does("start_workflow", name="Another")).status_code == 409


async def test_a_workflow_that_fails_says_why_to_the_person(page):
    page.stage.recall.fail_next(status=402, path="/api/v2/calendar-events/*/bot/", body={"detail": "Out of credit."})

    await page.does("start_workflow", name=WORKFLOW)
    await page.until(lambda: page.maya.notices)

    assert f"{WORKFLOW} failed: The bot couldn&#39;t be scheduled" in await page.reads()
