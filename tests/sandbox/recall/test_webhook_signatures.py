from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.webhooks import signed_headers
from tests.sandbox.recall.receiver import SECRET, Receiver

OTHER_SECRET = "whsec_YW5vdGhlci1tYWRlLXVwLXNlY3JldA=="


def test_the_signature_is_the_one_that_recall_makes():
    body = (
        b'{"event":"bot.done","data":{"data":{"code":"done","sub_code":null,'
        b'"updated_at":"2026-03-02T15:31:00.000000+00:00"},'
        b'"bot":{"id":"11111111-1111-4111-8111-111111111111","metadata":{}}}}'
    )

    headers = signed_headers([SECRET], "msg_2fakeId0001", datetime.fromtimestamp(1760000000, UTC), body)

    assert headers == {
        "webhook-id": "msg_2fakeId0001",
        "webhook-timestamp": "1760000000",
        "webhook-signature": "v1,1Okmasaa3XEQgI8ZWek0WuwH/o/L5RbTXBwRCmhB+Fs=",
    }


async def test_a_delivery_can_be_verified_by_the_standards_own_library(receiver: Receiver):
    recall = PretendRecall(MovableClock())
    recall.webhooks_to(receiver.url, SECRET)

    recall.add_calendar("maya@example.com")
    await recall.deliveries()

    [(headers, body)] = receiver.got
    assert Webhook(SECRET).verify(recall.sent[0].body, headers) == body
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER_SECRET).verify(recall.sent[0].body, headers)


async def test_while_a_secret_is_replaced_both_sign(recall: PretendRecall, receiver: Receiver):
    recall.webhooks_to(receiver.url, SECRET, OTHER_SECRET)

    recall.add_calendar("maya@example.com")
    await recall.deliveries()

    assert receiver.got[0][0]["webhook-signature"].count("v1,") == 2


@pytest.mark.parametrize("family", ["webhook", "svix"])
async def test_either_family_of_headers_can_be_sent(recall: PretendRecall, receiver: Receiver, family: Any):
    recall.webhooks_to(receiver.url, SECRET, headers=family)

    recall.add_calendar("maya@example.com")
    await recall.deliveries()

    names = {name for name in receiver.got[0][0] if name.startswith(("webhook-", "svix-"))}
    assert names == {f"{family}-id", f"{family}-timestamp", f"{family}-signature"}


async def test_without_a_secret_there_is_no_signature(recall: PretendRecall, receiver: Receiver):
    recall.webhooks_to(receiver.url)

    recall.add_calendar("maya@example.com")
    await recall.deliveries()

    assert not [name for name in receiver.got[0][0] if name.startswith("webhook-")]


@pytest.mark.parametrize("url", ["https://127.0.0.1/hook", "http://example.com/hook", "http://10.0.0.1/hook"])
def test_nothing_leaves_this_machine(recall: PretendRecall, url: str):
    with pytest.raises(ValueError, match="this machine"):
        recall.webhooks_to(url, SECRET)
