"""Word what a person reads, alone, when something did not work. Each says what to do next."""

from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.names import COMMAND
from bot.core.access.people import AccountProblem

TRIGGER_EXPIRED = f"That took too long, so Slack didn't open the form. Please run {COMMAND} again."
FORM_OUT_OF_DATE = f"This form is from an older version of the app. Please close it and run {COMMAND} again."
NOT_SAVED = "We can't save this right now. Nothing is lost: leave this form open and try again in a minute."
TRY_LATER = "We can't do that right now: the app's database isn't available. Please try again in a minute."
BUTTON_OUT_OF_DATE = (
    f"This button is from another version of the app. Run {COMMAND} to schedule a bot, or "
    f"{COMMAND} list to see your meetings."
)

_ACCOUNT_REFUSALS = {
    AccountProblem.OTHER_TEAM: (
        "This app only works for members of the workspace it's installed in. Ask someone there to schedule the bot."
    ),
    AccountProblem.DELETED: "This Slack account is deactivated. Please use another account.",
    AccountProblem.BOT: "Bots can't schedule bots. Please use a person's account.",
    AccountProblem.STRANGER: (
        "You're in this channel from another workspace. Ask someone from the workspace that has this app "
        "to schedule the bot."
    ),
    AccountProblem.EMAIL_UNCONFIRMED: (
        "We need a confirmed email address to find your meetings. Confirm yours in your Slack account "
        "settings, then try again."
    ),
    AccountProblem.EMAIL_HIDDEN: (
        "We need your email address to find your meetings, but Slack doesn't share it with this app. Ask "
        "your admin to let the app read email addresses."
    ),
    AccountProblem.GUEST: (
        "Guests can't schedule bots in this workspace. Ask a full member to schedule it, or your admin to allow guests."
    ),
    AccountProblem.UNKNOWN: (
        "Slack doesn't share your account with this app, so we can't find your meetings. Ask a full "
        "member of this workspace to schedule the bot."
    ),
}


def apology(reference: str) -> str:
    """`reference` is the one in the log, so that the operator finds the cause."""
    return (
        "Sorry, something went wrong on our side. Please check whether it worked before you try again. If "
        f"it keeps happening, give your admin this reference: {defuse(reference, 60)}"
    )


def account_refusal(reason: AccountProblem) -> str:
    return _ACCOUNT_REFUSALS[reason]
