"""Accept or refuse a Slack account as a person of this workspace."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import TeamId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    user_id: UserId
    team_id: TeamId
    emails: tuple[str, ...]  # lower case; Slack's confirmed address first, then the operator's additions
    time_zone: str = "UTC"  # IANA name
    name: str = ""
    is_guest: bool = False


class AccountProblem(StrEnum):
    """Why a Slack account does not count."""

    OTHER_TEAM = "other_team"
    DELETED = "deleted"
    BOT = "bot"
    STRANGER = "stranger"  # of a workspace that only shares a conversation with ours
    EMAIL_UNCONFIRMED = "email_unconfirmed"
    EMAIL_HIDDEN = "email_hidden"  # the app lacks users:read.email, or the account has no address
    GUEST = "guest"
    UNKNOWN = "unknown"  # Slack does not find the account, or does not show it to this app


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAccount:
    """What users.info says, reduced to what is judged. https://docs.slack.dev/reference/objects/user-object"""

    user_id: UserId
    team_id: TeamId
    email: str | None = None
    email_is_confirmed: bool | None = None  # Slack may leave it out
    time_zone: str = "UTC"
    name: str = ""
    is_deleted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    is_guest: bool = False


def judge(account: SlackAccount, team_id: TeamId, configuration: Configuration) -> Person | AccountProblem:
    """The person behind an account, or the first reason not to count it."""
    reasons = {
        AccountProblem.OTHER_TEAM: account.team_id != team_id,
        AccountProblem.DELETED: account.is_deleted,
        AccountProblem.BOT: account.is_bot,
        AccountProblem.STRANGER: account.is_stranger,
        AccountProblem.GUEST: account.is_guest and not configuration.policy.guests,
        AccountProblem.EMAIL_HIDDEN: not account.email,
        AccountProblem.EMAIL_UNCONFIRMED: account.email_is_confirmed is False,
    }
    for reason, applies in reasons.items():
        if applies:
            return reason
    further = sorted(email.lower() for email in configuration.people.get(account.user_id, ()))
    return Person(
        user_id=account.user_id,
        team_id=account.team_id,
        emails=((account.email or "").lower(), *further),
        time_zone=account.time_zone,
        name=account.name,
        is_guest=account.is_guest,
    )
