"""What Slack sends about open forms. No one serves this Slack: it only makes the payloads."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.blocks.form.state import FormKind, start_form
from bot.blocks.form.view import FormFacts, build_modal
from bot.blocks.names import Field, field_name
from bot.clock import SystemClock
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.settings import BotSettings
from bot.core.meetings.meeting import Meeting
from bot.sandbox.slack.directory import User
from bot.sandbox.slack.payloads import Payloads
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.views import View
from bot.sandbox.slack.wire import Json
from tests.benchmarks.workforce import CHANNEL, Employee


class Forms:
    def __init__(self, staff: Iterable[Employee]) -> None:
        slack = PretendSlack(SystemClock())
        members = {slack.add_user(each.user_id, email=each.email, real_name=each.name).id for each in staff}
        self._channel = slack.add_channel(CHANNEL, name="everybody", members=members, app_is_member=True)
        self._workspace = slack.workspace
        self._workspace.learn_address("http://127.0.0.1")
        self._payloads = Payloads(self._workspace)

    def submission(self, employee: Employee, meeting: Meeting) -> Json:
        """Of a view that has not been submitted before."""
        return self._payloads.view_submission(self._user(employee), self._form(employee, meeting))

    def search(self, employee: Employee, words: str) -> Json:
        """Words typed into the picker of a form in which no meeting has been picked."""
        form = self._form(employee, None)
        picker = next(key for key in form.values if field_name(key[0]) == Field.MEETING)
        return self._payloads.block_suggestion(self._user(employee), form, picker, words)

    def _form(self, employee: Employee, meeting: Meeting | None) -> View:
        event_id = meeting.event_id if meeting else None
        form = start_form(FormKind.CALENDAR, BotSettings(), channel_id=CHANNEL, event_id=event_id)
        facts = FormFacts(now=datetime.now(UTC), policy=Policy(), meeting=meeting, excludes_shared_channels=True)
        return self._workspace.views.open(employee.user_id, build_modal(form, facts), self._channel)

    def _user(self, employee: Employee) -> User:
        return self._workspace.directory.user(employee.user_id)
