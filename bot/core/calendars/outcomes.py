"""Say how connecting a calendar ended, and what helps, as one table."""

from dataclasses import dataclass
from enum import StrEnum


class ConnectOutcome(StrEnum):
    """The value is what is stored, logged and counted."""

    CONNECTED = "connected"
    DECLINED = "declined"
    SCOPE_MISSING = "scope_missing"
    NO_REFRESH_TOKEN = "no_refresh_token"  # noqa: S105 -- a word, no token
    ADMIN_CONSENT_NEEDED = "admin_consent_needed"
    BLOCKED_BY_ADMIN = "blocked_by_admin"
    WRONG_TENANT = "wrong_tenant"
    NOT_YOUR_ACCOUNT = "not_your_account"
    ADDRESS_NOT_VERIFIED = "address_not_verified"
    NOT_YOU_IN_SLACK = "not_you_in_slack"
    SLACK_SIGN_IN_FAILED = "slack_sign_in_failed"
    OTHER_ACCOUNT = "other_account"
    CONNECTED_BY_SOMEONE_ELSE = "connected_by_someone_else"
    ACCOUNT_NOT_ADMITTED = "account_not_admitted"
    LINK_EXPIRED = "link_expired"
    OTHER_BROWSER = "other_browser"
    CODE_EXPIRED = "code_expired"
    CLIENT_REJECTED = "client_rejected"
    MISCONFIGURED = "misconfigured"
    ANSWER_NOT_TRUSTED = "answer_not_trusted"
    PROVIDER_SILENT = "provider_silent"
    SLACK_SILENT = "slack_silent"
    RECALL_SILENT = "recall_silent"
    RECALL_REFUSED = "recall_refused"
    NOT_SAVED = "not_saved"


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """Plain text; `{company}`, `{calendar}` and `{page}` stand for the provider's names."""

    title: str
    what_to_do: str


def read_outcome(outcome: ConnectOutcome) -> OutcomeWords:
    return _WORDS[outcome]


_START_AGAIN = "Go back to Slack and start again from App Home."
_ASK_ADMIN = "Ask an app admin: the app's log says why."

_WORDS = {
    ConnectOutcome.CONNECTED: OutcomeWords(
        "Connected. You can close this page.",
        "Your meetings will show up in App Home and in the form within a few seconds.",
    ),
    ConnectOutcome.DECLINED: OutcomeWords(
        "You didn't allow access.", f"Nothing was connected. To connect your calendar after all: {_START_AGAIN}"
    ),
    ConnectOutcome.SCOPE_MISSING: OutcomeWords(
        "The calendar permission is missing.",
        f"On {{company}}'s page, keep the box for viewing your calendar events checked. {_START_AGAIN}",
    ),
    ConnectOutcome.NO_REFRESH_TOKEN: OutcomeWords(
        "{company} didn't give lasting access.",
        f"Remove this app at {{page}}, then try again. {_START_AGAIN}",
    ),
    ConnectOutcome.ADMIN_CONSENT_NEEDED: OutcomeWords(
        "Your organization's admin must approve this app first.",
        "Send the link below to your Microsoft 365 admin. Once they have approved, start again from App Home.",
    ),
    ConnectOutcome.BLOCKED_BY_ADMIN: OutcomeWords(
        "Your organization's {company} admin blocks this app.",
        "Ask them to allow it. They find it by the client ID below.",
    ),
    ConnectOutcome.WRONG_TENANT: OutcomeWords(
        "This account isn't allowed to use this app.",
        f"Use your work account, or ask your Microsoft 365 admin to assign you to the app. {_START_AGAIN}",
    ),
    ConnectOutcome.NOT_YOUR_ACCOUNT: OutcomeWords(
        "The email addresses don't match.",
        "Nothing was connected. The {company} account must have the same email address as the Slack account. "
        f"If someone sent you this link, close this page. Otherwise, choose the right account: {_START_AGAIN}",
    ),
    ConnectOutcome.ADDRESS_NOT_VERIFIED: OutcomeWords(
        "{company} didn't confirm this account's email address.", f"Nothing was connected. {_ASK_ADMIN}"
    ),
    ConnectOutcome.NOT_YOU_IN_SLACK: OutcomeWords(
        "You're signed in to Slack as someone else.",
        "This link belongs to another Slack account. If someone sent it to you, close this page: nothing was "
        f"connected. To connect your own calendar: {_START_AGAIN}",
    ),
    ConnectOutcome.SLACK_SIGN_IN_FAILED: OutcomeWords(
        "Signing in with Slack didn't work.", f"Nothing was connected. {_ASK_ADMIN}"
    ),
    ConnectOutcome.OTHER_ACCOUNT: OutcomeWords(
        "That is a different {company} account.",
        f"To reconnect, choose the account that was connected before. {_START_AGAIN}",
    ),
    ConnectOutcome.CONNECTED_BY_SOMEONE_ELSE: OutcomeWords(
        "This calendar is connected by another Slack account.",
        "Disconnect it there first, or ask an app admin.",
    ),
    ConnectOutcome.ACCOUNT_NOT_ADMITTED: OutcomeWords(
        "Your Slack account can't use this app.", "Ask an app admin for access."
    ),
    ConnectOutcome.LINK_EXPIRED: OutcomeWords("This link has expired or was already used.", _START_AGAIN),
    ConnectOutcome.OTHER_BROWSER: OutcomeWords(
        "This page was opened in another browser.",
        f"Start and finish in the same browser, with cookies allowed. {_START_AGAIN}",
    ),
    ConnectOutcome.CODE_EXPIRED: OutcomeWords("That took too long.", _START_AGAIN),
    ConnectOutcome.CLIENT_REJECTED: OutcomeWords("{company} doesn't accept this app's credentials.", _ASK_ADMIN),
    ConnectOutcome.MISCONFIGURED: OutcomeWords("This app isn't set up correctly at {company}.", _ASK_ADMIN),
    ConnectOutcome.ANSWER_NOT_TRUSTED: OutcomeWords(
        "{company}'s answer couldn't be verified.",
        f"Nothing was connected. {_START_AGAIN} If it keeps happening, ask an app admin.",
    ),
    ConnectOutcome.PROVIDER_SILENT: OutcomeWords(
        "{company} isn't responding right now.", f"Try again in a few minutes. {_START_AGAIN}"
    ),
    ConnectOutcome.SLACK_SILENT: OutcomeWords(
        "Slack isn't responding right now.", f"Try again in a few minutes. {_START_AGAIN}"
    ),
    ConnectOutcome.RECALL_SILENT: OutcomeWords(
        "Recall.ai isn't responding right now.", f"Nothing was connected. Try again in a few minutes. {_START_AGAIN}"
    ),
    ConnectOutcome.RECALL_REFUSED: OutcomeWords("Recall.ai didn't accept this calendar.", _ASK_ADMIN),
    ConnectOutcome.NOT_SAVED: OutcomeWords(
        "Something went wrong on our side.", f"Nothing was connected. {_START_AGAIN}"
    ),
}
