"""Word what a person reads, alone, when something did not work. Each says what to do next."""

from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.names import COMMAND
from bot.core.access.people import AccountProblem

TRIGGER_EXPIRED = f"That took too long, so Slack did not let the form open. Please run {COMMAND} again."
FORM_OUT_OF_DATE = f"This form is from an older version of the app. Please close it and run {COMMAND} again."
NOT_SAVED = "We can't save this right now. Nothing is lost: leave this form open and try again in a minute."
TRY_LATER = "We can't do that right now: the app's database isn't available. Please try again in a minute."
BUTTON_OUT_OF_DATE = f"This button is from another version of the app. Run {COMMAND} to see what is booked."

_ACCOUNT_REFUSALS = {
    AccountProblem.OTHER_TEAM: (
        "This app works for members of the workspace that it is installed in. "
        "Please ask somebody of that workspace to book the bot."
    ),
    AccountProblem.DELETED: "Slack says that this account is deactivated. Please use another account.",
    AccountProblem.BOT: "Bots cannot book bots here. Please book it from a person's account.",
    AccountProblem.STRANGER: (
        "You are in this conversation from another workspace. "
        "Please ask somebody of the workspace that has this app to book the bot."
    ),
    AccountProblem.EMAIL_UNCONFIRMED: (
        "Slack has not confirmed your e-mail address, and your meetings are found by it. "
        "Please confirm it in your Slack account settings, then try again."
    ),
    AccountProblem.EMAIL_HIDDEN: (
        "Slack does not tell this app your e-mail address, and your meetings are found by it. "
        "Please ask whoever runs this app to allow it to read e-mail addresses."
    ),
    AccountProblem.GUEST: (
        "Guests cannot book bots in this workspace. "
        "Please ask a full member to book it, or whoever runs this app to allow guests."
    ),
    AccountProblem.UNKNOWN: (
        "Slack doesn't show your account to this app, so it can't look up your meetings. "
        "Please ask a full member of this workspace to book the bot."
    ),
}


def apology(reference: str) -> str:
    """`reference` is the one in the log, so that the operator finds the cause."""
    return (
        "Sorry, something went wrong on our side, and it is not clear what was done. Please try again. "
        f"If it happens again, tell whoever runs this app this reference: {defuse(reference, 60)}"
    )


def account_refusal(reason: AccountProblem) -> str:
    return _ACCOUNT_REFUSALS[reason]
