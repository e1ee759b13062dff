"""Check where the app may post, what a message may say, and whose message may be changed."""

import pytest

from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.block_kit_examples import field, plain, section, text_input
from tests.sandbox.slack.conftest import Api

REFUSED_PLACES = [
    ("C0SECRET", "channel_not_found"),
    ("C0NOWHERE", "channel_not_found"),
    ("general", "channel_not_found"),
    ("C0OLD", "is_archived"),
    ("U0GONE", "channel_not_found"),
    ("U0BOT", "channel_not_found"),
    ("", "invalid_arguments"),
]


@pytest.fixture(autouse=True)
def _places(slack: PretendSlack) -> None:
    slack.add_channel("C0OLD", is_archived=True, app_is_member=True)
    slack.add_user("U0GONE", deleted=True)


@pytest.mark.parametrize(("channel", "error"), REFUSED_PLACES)
async def test_posts_are_refused_where_the_app_may_not_be(api: Api, channel: str, error: str) -> None:
    answer = await api("chat.postMessage", channel=channel, text="Hello")

    assert answer["error"] == error


async def test_a_public_channel_needs_membership_or_a_scope(slack: PretendSlack, api: Api) -> None:
    with_scope = await api("chat.postMessage", channel="C0RANDOM", text="Hello")
    slack.installation.scopes -= {"chat:write.public"}
    without_scope = await api("chat.postMessage", channel="C0RANDOM", text="Hello")

    assert with_scope["ok"]
    assert without_scope["error"] == "not_in_channel"
    assert (await api("chat.postMessage", channel="C0GENERAL", text="Hello"))["ok"]


async def test_the_dm_of_two_people_is_theirs(slack: PretendSlack, api: Api) -> None:
    channel = slack.open_direct_message("U0MAYA", "U0JONAS")

    assert (await api("chat.postMessage", channel=channel.id, text="Hello"))["error"] == "channel_not_found"


async def test_a_persons_id_opens_their_dm(slack: PretendSlack, api: Api) -> None:
    answer = await api("chat.postMessage", channel="U0MAYA", text="Hello")

    assert answer["channel"] == slack.open_direct_message("U0MAYA").id
    assert answer["channel"].startswith("D")
    assert [message.text for message in slack.person("U0MAYA").direct_messages] == ["Hello"]


async def test_a_dm_needs_the_messages_tab(slack: PretendSlack, api: Api) -> None:
    slack.installation.messages_tab_enabled = False

    assert (await api("chat.postMessage", channel="U0MAYA", text="Hello"))["error"] == "messages_tab_disabled"


async def test_admins_can_close_a_channel(slack: PretendSlack, api: Api) -> None:
    slack.refuse_posts_in("C0GENERAL", "restricted_action")
    refused = await api("chat.postMessage", channel="C0GENERAL", text="Hello")
    slack.refuse_posts_in("C0GENERAL", None)

    assert refused["error"] == "restricted_action"
    assert (await api("chat.postMessage", channel="C0GENERAL", text="Hello"))["ok"]


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_000}, None),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [section()]}, None),
        ({"blocks": "[not json"}, "invalid_blocks_format"),
        ({"blocks": [section(plain(""))]}, "invalid_blocks"),
        ({"attachments": [{"text": "x"}] * 100}, None),
        ({"attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"text": "x", "metadata": {"event_type": "e", "event_payload": {}}}, None),
        ({"text": "x", "metadata": {"event_type": "e"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "e", "event_payload": {"x": "x" * 8000}}}, "metadata_too_large"),
    ],
)
async def test_what_a_message_may_say(api: Api, args: dict[str, object], error: str | None) -> None:
    answer = await api("chat.postMessage", channel="C0GENERAL", **args)

    assert answer.get("error") == error


async def test_invalid_blocks_are_pointed_at(api: Api) -> None:
    answer = await api("chat.postMessage", channel="C0GENERAL", blocks=[section(), section(plain("x" * 3001))])

    (message,) = answer["response_metadata"]["messages"]
    assert message == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"


async def test_replies_go_under_the_first_message_of_a_thread(slack: PretendSlack, api: Api) -> None:
    first = (await api("chat.postMessage", channel="C0GENERAL", text="First"))["ts"]
    second = (await api("chat.postMessage", channel="C0GENERAL", text="Second"))["ts"]
    reply = (await api("chat.postMessage", channel="C0GENERAL", text="Reply", thread_ts=first))["ts"]

    assert [message.text for message in slack.person("U0MAYA").sees("C0GENERAL")] == ["First", "Reply", "Second"]
    for bad_target in (reply, "1.000001"):
        answer = await api("chat.postMessage", channel="C0GENERAL", text="Reply", thread_ts=bad_target)
        assert answer["error"] == "cannot_reply_to_message"
    assert float(first) < float(second) < float(reply)
    assert [message.thread_ts for message in slack.messages("C0GENERAL")] == [first, None, first]


async def test_an_update_replaces_everything(slack: PretendSlack, api: Api) -> None:
    ts = (await api("chat.postMessage", channel="C0GENERAL", text="Old", blocks=[section()]))["ts"]

    await api("chat.update", channel="C0GENERAL", ts=ts, text="New")

    (message,) = slack.messages("C0GENERAL")
    assert (message.text, message.blocks) == ("New", ())
    assert message.edited_ts


async def test_only_the_apps_own_messages_can_be_changed(slack: PretendSlack, api: Api) -> None:
    theirs = await slack.person("U0MAYA").says("Mine", "C0GENERAL")
    args = {"channel": "C0GENERAL", "ts": theirs.ts}

    assert (await api("chat.update", **args, text="Yours"))["error"] == "cant_update_message"
    assert (await api("chat.delete", **args))["error"] == "cant_delete_message"
    assert (await api("chat.update", channel="C0GENERAL", ts="1.000001", text="x"))["error"] == "message_not_found"


async def test_an_update_takes_less_text_than_a_post_and_no_persons_id(api: Api) -> None:
    posted = await api("chat.postMessage", channel="U0MAYA", text="Old")
    longest = {"channel": posted["channel"], "ts": posted["ts"], "text": "x" * 4000}

    assert (await api("chat.update", **longest))["ok"]
    assert (await api("chat.update", **longest | {"text": "x" * 4001}))["error"] == "msg_too_long"
    assert (await api("chat.update", **longest | {"channel": "U0MAYA"}))["error"] == "channel_not_found"


async def test_a_deleted_message_is_gone_but_a_thread_keeps_its_place(slack: PretendSlack, api: Api) -> None:
    alone = (await api("chat.postMessage", channel="C0GENERAL", text="Alone"))["ts"]
    first = (await api("chat.postMessage", channel="C0GENERAL", text="First"))["ts"]
    await api("chat.postMessage", channel="C0GENERAL", text="Reply", thread_ts=first)

    await api("chat.delete", channel="C0GENERAL", ts=alone)
    await api("chat.delete", channel="C0GENERAL", ts=first)

    assert [message.text for message in slack.messages("C0GENERAL")] == ["This message was deleted.", "Reply"]
    assert (await api("chat.update", channel="C0GENERAL", ts=first, text="Back"))["error"] == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_person_and_cannot_be_updated(slack: PretendSlack, api: Api) -> None:
    answer = await api("chat.postEphemeral", channel="C0GENERAL", user="U0MAYA", text="Psst")

    assert [message.text for message in slack.person("U0MAYA").sees("C0GENERAL")] == ["Psst"]
    assert slack.person("U0JONAS").sees("C0GENERAL") == slack.messages("C0GENERAL") == []
    updated = await api("chat.update", channel="C0GENERAL", ts=answer["message_ts"], text="x")
    assert updated["error"] == "message_not_found"


async def test_an_ephemeral_message_needs_both_to_be_there(slack: PretendSlack, api: Api) -> None:
    slack.add_user("U0ELSE")

    elsewhere = await api("chat.postEphemeral", channel="C0GENERAL", user="U0ELSE", text="Psst")
    uninvited = await api("chat.postEphemeral", channel="C0RANDOM", user="U0MAYA", text="Psst")

    assert (elsewhere["error"], uninvited["error"]) == ("user_not_in_channel", "not_in_channel")


async def test_a_permalink_names_the_message_and_its_thread(api: Api) -> None:
    first = (await api("chat.postMessage", channel="C0GENERAL", text="First"))["ts"]
    reply = (await api("chat.postMessage", channel="C0GENERAL", text="Reply", thread_ts=first))["ts"]

    answer = await api("chat.getPermalink", channel="C0GENERAL", message_ts=reply)

    assert answer["permalink"].endswith(f"/C0GENERAL/p{reply.replace('.', '')}?thread_ts={first}&cid=C0GENERAL")
    assert (await api("chat.getPermalink", channel="C0GENERAL", message_ts="1.0"))["error"] == "message_not_found"


async def test_a_private_channel_is_read_only_from_inside(slack: PretendSlack, api: Api) -> None:
    slack.installation.scopes |= {"groups:read", "channels:read"}

    assert (await api("conversations.info", channel="C0SECRET"))["error"] == "channel_not_found"
    assert (await api("conversations.info", channel="C0RANDOM"))["channel"]["is_member"] is False
    slack.add_channel("C0ACME", members={"U0MAYA"}, is_ext_shared=True)
    told = [(await api("conversations.info", channel=each))["channel"] for each in ("C0GENERAL", "C0ACME")]
    assert [(each["is_shared"], each["is_ext_shared"]) for each in told] == [(False, False), (True, True)]
    assert (await api("conversations.members", channel="C0GENERAL"))["members"] == ["U0BOT", "U0JONAS", "U0MAYA"]


async def test_conversations_need_the_scope_of_their_kind(slack: PretendSlack, api: Api) -> None:
    for channel in ("C0GENERAL", "C0NOWHERE"):
        assert (await api("conversations.info", channel=channel))["needed"] == (
            "channels:read,groups:read,mpim:read,im:read"
        )
    slack.installation.scopes |= {"groups:read"}
    assert (await api("conversations.info", channel="C0GENERAL"))["needed"] == "channels:read"
    assert (await api("conversations.info", channel="C0NOWHERE"))["error"] == "channel_not_found"
    assert (await api("conversations.open", users="U0MAYA"))["needed"] == "im:write"

    slack.installation.scopes |= {"im:write"}
    opened = await api("conversations.open", users="U0MAYA")

    assert opened["channel"]["id"] == slack.open_direct_message("U0MAYA").id


async def test_an_input_may_stand_in_a_message(api: Api) -> None:
    answer = await api("chat.postMessage", channel="C0GENERAL", text="Words", blocks=[field(text_input())])

    assert answer["ok"]
