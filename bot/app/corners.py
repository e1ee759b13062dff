"""Find out in which corners of Slack this installation can be reached."""

from bot.blocks.messages.help import Corners
from bot.blocks.names import MENTIONS_SCOPE
from bot.settings import Settings
from bot.slack.sign_in import SignIn


def read_corners(settings: Settings, signed_in: SignIn) -> Corners:
    return Corners(
        has_mentions=MENTIONS_SCOPE in signed_in.scopes,
        has_workflow_step=settings.workflow_step_enabled,
        has_agents=settings.mcp_enabled,
    )
