"""Examine whether one person would be let in, and name the reason if not."""

from bot.core.access.people import AccountProblem, Person, SlackAccount, judge
from bot.core.bot_config.policy import Configuration, is_slack_user_id
from bot.core.errors import SetupError, SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.doctor.finding import Finding, ok, wrong
from bot.doctor.slack import doctors_client
from bot.settings import Settings
from bot.slack.people import Accounts
from bot.slack.session import slack_session
from bot.slack.web_api import call_slack

_REASONS = {
    AccountProblem.OTHER_TEAM: (
        "the account belongs to another workspace.",
        "The app only works for members of the workspace it's installed in.",
    ),
    AccountProblem.DELETED: ("the account is deactivated in Slack.", "Use an active account."),
    AccountProblem.BOT: ("the account is a bot.", "Use a person's account."),
    AccountProblem.STRANGER: (
        "the account is external and only shares a channel with this workspace.",
        "Ask a member of this workspace to schedule the bot.",
    ),
    AccountProblem.GUEST: (
        "the account is a guest, and the policy doesn't let guests schedule bots.",
        "Set policy: guests: true in CONFIG_FILE, or make the account a full member.",
    ),
    AccountProblem.EMAIL_HIDDEN: (
        "Slack shares no email address for the account.",
        "Check that the app has the scope users:read.email and that the account has an address.",
    ),
    AccountProblem.EMAIL_UNCONFIRMED: (
        "the email address isn't confirmed in Slack.",
        "They can confirm it in their Slack account settings.",
    ),
}


def check_user(named: str) -> str:
    """A user id or an address; as people copy it, too: `<@U0EXAMPLE1>`. Raises SetupError for anything else."""
    text = named.strip().removeprefix("<").removesuffix(">").removeprefix("@")
    if is_slack_user_id(text) or "@" in text:
        return text
    raise SetupError("--user must be a Slack user ID (U… or W…) or an email address.")


async def examine_person(settings: Settings, named: str) -> list[Finding]:
    async with slack_session() as session:
        client = doctors_client(settings, session)
        accounts = Accounts(client)
        try:
            account = await (accounts.with_email(named) if "@" in named else accounts.fetch(UserId(named)))
            facts = await call_slack(client.auth_test())
        except SlackRefusal as refusal:
            return [wrong(f"Slack couldn't look up {named}: {refusal.code}.", "See the Slack findings above.")]
    return [judge_person(named, account, TeamId(str(facts.get("team_id"))), settings.configuration)]


def judge_person(named: str, account: SlackAccount | None, team_id: TeamId, configuration: Configuration) -> Finding:
    if account is None:
        return wrong(
            f"{named} can't use the app: Slack doesn't know the account in this workspace, or doesn't show it to"
            " the app.",
            "Check the user ID or the address.",
        )
    verdict = judge(account, team_id, configuration)
    who = f"{account.name} ({account.user_id})" if account.name else account.user_id
    if isinstance(verdict, AccountProblem):
        reason, remedy = _REASONS[verdict]
        return wrong(f"{who} can't use the app: {reason}", remedy)
    return ok(f"{who} can use the app. {_addresses(verdict)}{_confirmation(account)}")


def _addresses(person: Person) -> str:
    return f"Their calendars are found by {', '.join(person.emails)}."


def _confirmation(account: SlackAccount) -> str:
    if account.email_is_confirmed is None:
        return " Slack doesn't say whether the address is confirmed; the app works without that."
    return ""
