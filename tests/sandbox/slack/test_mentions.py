"""Check when Slack tells an app that it was mentioned."""

from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.tiny_app import TinyApp


async def test_the_app_hears_of_a_mention_where_it_is_a_member(slack: PretendSlack, maya: Person, app: TinyApp) -> None:
    slack.installation.scopes |= {"app_mentions:read"}
    first = await maya.says("Shall we?", "C0GENERAL")
    reply = await maya.says("@Recall Schedule 3 pm", "C0GENERAL", thread_ts=first.ts)

    (payload,) = app.payloads
    event = payload["event"]
    assert (event["type"], event["user"], event["channel"]) == ("app_mention", "U0MAYA", "C0GENERAL")
    assert (event["ts"], event["thread_ts"]) == (reply.ts, first.ts)
    assert event["text"] == "<@U0BOT> 3 pm"


async def test_elsewhere_and_without_the_scope_it_hears_nothing(
    slack: PretendSlack, maya: Person, app: TinyApp
) -> None:
    await maya.says("@Recall Schedule 3 pm", "C0GENERAL")
    slack.installation.scopes |= {"app_mentions:read"}
    await maya.says("@Recall Schedule 3 pm", "C0RANDOM")
    await maya.says("Recall Schedule is useful", "C0GENERAL")

    assert app.payloads == []
    assert "not in this channel" in maya.notices[-1]


async def test_a_global_shortcut_knows_no_conversation(slack: PretendSlack, maya: Person, app: TinyApp) -> None:
    await maya.uses_global_shortcut("anything")

    assert app.last["type"] == "shortcut"
    assert app.last["trigger_id"]
    assert not {"channel", "message", "response_url"} & set(app.last)
