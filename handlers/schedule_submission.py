"""Handle a submitted form: check, write, ack. Nothing slow comes before the ack, and nothing after it."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.form.notices import account_refused_notice, outdated_form_notice, series_held_back_notice
from bot.blocks.form.read import UnreadableForm
from bot.blocks.form.response import answer_to_stop, answer_with_question_of_title, error_under, update
from bot.blocks.form.submission import FieldErrors
from bot.blocks.kit.block_kit import Json
from bot.blocks.messages.errors import NOT_SAVED, apology
from bot.blocks.names import Field
from bot.core.access.people import Person
from bot.core.access.verdicts import Written
from bot.core.errors import DatabaseUnavailable
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.forms.check_form import CheckedForm, CheckForm
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.submit_form import FormSubmissions
from handlers.ephemeral_message import user_of
from handlers.unexpected_error import log_unexpected


class ScheduleSubmission:
    def __init__(
        self, people: KnownPeople, open_form: OpenForm, check_form: CheckForm, submissions: FormSubmissions
    ) -> None:
        self._people = people
        self._open_form = open_form
        self._check_form = check_form
        self._submissions = submissions

    async def handle(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            answer = await self._answer(body)
        except UntrustedAccount as refusal:
            answer = update(account_refused_notice(refusal.reason))
        except DatabaseUnavailable:
            answer = error_under(body["view"], Field.MEETING, NOT_SAVED)
        except Exception as error:  # the form stays open as it is: nothing that was typed is lost
            answer = error_under(body["view"], Field.MEETING, apology(log_unexpected(error, "submission")))
        await ack(**answer)

    async def _answer(self, body: dict[str, Any]) -> Json:
        person = await self._people.find(user_of(body))
        view = body["view"]
        checked = await self._check_form.check(person, view, body.get("response_urls"))
        match checked:
            case UnreadableForm():
                return update(outdated_form_notice())
            case FieldErrors():
                return {"response_action": "errors", "errors": checked.errors}
            case CheckedForm():
                return await self._submit(person, view, checked)

    async def _submit(self, person: Person, view: Json, checked: CheckedForm) -> Json:
        if await self._check_form.has_title_question(checked):
            question = await self._open_form.show(person, checked.form, checked.links)
            return answer_with_question_of_title(question.form, question.facts)
        request = checked.request
        if request.is_series_change and request.event_id is not None:
            await self._submissions.change_series(person, request, request.event_id)
            return {}
        answer = await self._submissions.submit(person, request)
        if isinstance(answer, Written):
            held_back = answer.held_back
            return update(series_held_back_notice(held_back, person.user_id)) if held_back else {}
        shown = await self._open_form.show(person, checked.form, checked.links, was_submitted=True)
        return answer_to_stop(answer, view, shown.form, shown.facts)
