"""Word `/recall-schedule help`: what people can do, in each corner of Slack that is on here."""

from dataclasses import dataclass

from bot.blocks.names import APP_NAME, COMMAND

SHORTCUT_TITLE = "Schedule a recording bot"
STEP_TITLE = "Schedule a recording bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corners:
    """What an admin has turned on besides the command, the shortcuts and App Home."""

    has_mentions: bool = False
    has_workflow_step: bool = False
    has_agents: bool = False


COMMAND_ALONE = Corners()


def build_help(corners: Corners = COMMAND_ALONE) -> str:
    return "\n".join(
        [
            "*Schedule a Recall.ai bot to record your meetings.*",
            f"• `{COMMAND}` – pick one of your upcoming meetings",
            f"• `{COMMAND} weekly sync` – open the form with that meeting already picked",
            f"• `{COMMAND} tomorrow 10` – the same, by its day and time",
            f"• `{COMMAND} https://…` – schedule a bot with a link, whether it's on your calendar or not",
            f"• `{COMMAND} list` – see your upcoming meetings and their bots",
            f"• `{COMMAND} today` – see what will be recorded today and why, and change it",
            f"• `{COMMAND} rules` – choose which meetings are recorded automatically, or have us ask first",
            f"• `{COMMAND} connect` – connect your calendar, reconnect or disconnect it",
            f"• `{COMMAND} help` – see this text",
            f"• In a thread, where slash commands don't work, and anywhere else: the + beside the message → "
            f"*{SHORTCUT_TITLE}*. On any message with a meeting link, it's under More actions.",
            *_corner_lines(corners),
            "We post one message where you choose and keep it updated. Use its buttons to change or "
            "cancel the bot. If the app isn't in that channel, we send it to you directly.",
            "Anyone invited to a meeting can choose *Don't record this*: it then won't be recorded unless "
            "they or the organizer allow it.",
            "You see the meetings on your own calendar and those you're invited to.",
        ]
    )


def _corner_lines(corners: Corners) -> list[str]:
    mention = (
        f"• `@{APP_NAME} 3 pm sync`, in a thread or a channel – find that meeting and schedule a bot. Only you see "
        "our answer."
    )
    step = f"• In Workflow Builder – add the step *{STEP_TITLE}* to a workflow"
    agents = (
        "• With Slackbot or another AI agent – ask it to list your meetings, or to schedule or cancel a bot. Connect "
        "other agents in App Home"
    )
    lines = ((mention, corners.has_mentions), (step, corners.has_workflow_step), (agents, corners.has_agents))
    return [line for line, is_on in lines if is_on]
