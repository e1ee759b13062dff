"""Verify that Slack signed a body. https://docs.slack.dev/authentication/verifying-requests-from-slack"""

from collections.abc import Mapping

from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock


class _SlackClock:
    """The program's clock as slack_sdk's verifier asks for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


def build_verifier(signing_secret: str, clock: Clock) -> SignatureVerifier:
    return SignatureVerifier(signing_secret, clock=_SlackClock(clock))  # type: ignore[arg-type]


def is_signed_by_slack(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    timestamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    try:
        return verifier.is_valid(body, timestamp, signature)
    except (ValueError, TypeError, OverflowError):  # a timestamp that is no number, a signature that is no text
        return False
