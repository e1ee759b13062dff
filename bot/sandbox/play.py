"""Play the main job through in the terminal: what the person does, and what they see."""

from collections.abc import Callable
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from bot.blocks.names import APP_NAME, COMMAND, Action, Field, RuleField
from bot.sandbox.agent_scene import AgentTerminal, create_token, play_agent
from bot.sandbox.day import MAYA
from bot.sandbox.recall.workspace import Guest
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.text_view import render_message, render_view
from bot.sandbox.stage import WORKFLOW, Stage

SALES = "C0SALES"
TIMEOUT_SECONDS = 10.0
BOOKED_TITLE = "Acme renewal: pricing call"
PLAN_AT = "08:30"  # of the same day, before the stand-up
OFFERED_TITLE = "Acme: quick question"
RULED_TITLE = "Product stand-up"


class Play:
    def __init__(self, stage: Stage) -> None:
        slack = stage.slack
        self._agents_url = stage.agents_url  # where AI agents are let in; None where they are not
        self._slack = slack
        self._recall = stage.recall
        self._clock = stage.clock
        self._day = stage.day
        self._maya = slack.person("U0MAYA")
        directory = slack.workspace.directory
        people = {user_id: user.real_name for user_id, user in directory.users.items()}
        self._names = people | {channel.id: channel.name for channel in directory.channels.values()}
        self._zone = slack.workspace.directory.users["U0MAYA"].tz

    async def run(self) -> None:
        _say(
            "Maya works in New York, and her calendar is connected to Recall.ai. Slack and Recall.ai are "
            "simulated here,"
        )
        _say("in this process. The app between them is real, and they talk over real HTTP.")
        await self._books()
        await self._mentions_in_a_thread()
        await self._runs_a_workflow()
        await self._is_refused()
        if self._agents_url is not None:
            await self._lets_an_agent_in(self._agents_url)
        await self._is_asked_before_a_meeting()
        await self._turns_on_a_rule()
        await self._reads_her_plan()
        await self._follows_the_bot()
        await self._reads_the_summary()

    async def _books(self) -> None:
        _act(f"Maya types {COMMAND} in #sales, and the form opens:")
        await self._maya.types(COMMAND, SALES)
        await self._wait_until(lambda: self._maya.view)
        self._show_form()
        _act("She clicks the picker and types “acme”:")
        await self._pick(BOOKED_TITLE, "acme")
        _act("She picks the meeting and names the bot:")
        await self._maya.fills(Field("bot_name"), "Acme notes")
        self._show_form()
        _act("She submits the form. A moment later, the card is in #sales:")
        await self._maya.submits()
        self._show_message(await self._card("Scheduled"))
        request = self._recall.requests_to("POST", "/api/v2/calendar-events/*/bot/")[-1]
        _say(f"Recall got one request: {request.method} {request.path}  →  {request.status}")

    async def _follows_the_bot(self) -> None:
        bot = self._recall.bots[0]
        _act("The Acme meeting starts, and the bot joins and records. The card shows it:")
        self._recall.live_normally(bot.id, until="in_call_recording")
        self._show_message(await self._card("Recording"))
        _act("The meeting is over:")
        self._recall.live_normally(bot.id)
        self._show_message(await self._card("Recording ready"))

    async def _reads_the_summary(self) -> None:
        _act("A little later, the card's thread says what was decided, and who promised what:")
        message = await self._reply(Action.SHOW_SUMMARY)
        self._show_message(message)
        _act("She opens the full summary. Its tasks can be copied as a list:")
        if self._maya.view:
            await self._maya.closes(everything=True)
        await self._maya.clicks(Action.SHOW_SUMMARY, message)
        await self._wait_until(lambda: self._maya.view)
        self._show_form()

    async def _mentions_in_a_thread(self) -> None:
        first = next(message for message in self._slack.messages(SALES) if message.thread_ts == message.ts)
        _act("In a thread, slash commands don't work. Maya mentions the app there, and only she sees the answer:")
        await self._maya.says(f"@{APP_NAME} tomorrow's standup", SALES, thread_ts=first.ts)
        await self._wait_until(lambda: self._maya.ephemerals)
        answer = self._maya.ephemerals[-1]
        self._show_message(answer)
        _act("She presses Schedule, and the card goes to the thread:")
        await self._maya.clicks("Schedule", answer)
        self._show_message(await self._newest("Scheduled:", lambda message: message.thread_ts == first.ts))

    async def _runs_a_workflow(self) -> None:
        _act(f"A colleague has built the workflow “{WORKFLOW}”. Maya starts it, and it waits for the bot:")
        execution = await self._maya.starts_workflow(WORKFLOW)
        await self._wait_until(lambda: self._slack.execution(execution).state != "running")
        _say(f"      It goes on with: {self._slack.execution(execution).outputs['status']}")

    async def _newest(self, words: str, is_wanted: Callable[[Message], bool]) -> Message:
        """The newest message of #sales of that kind, once one says this."""

        def found() -> list[Message]:
            return [each for each in self._slack.messages(SALES) if is_wanted(each) and words in each.text]

        await self._wait_until(found)
        return found()[-1]

    async def _is_refused(self) -> None:
        _act("For another meeting, Recall refuses: the account is out of credit.")
        self._recall.fail_next(status=402, path="/api/v2/calendar-events/*/bot/", body={"detail": "Out of credit."})
        await self._maya.types(f"{COMMAND} design review", SALES)
        await self._wait_until(lambda: self._maya.view)
        await self._maya.submits()
        self._show_message(await self._card("Failed"))

    async def _is_asked_before_a_meeting(self) -> None:
        _act(f"In {COMMAND} rules, Maya presses “Ask me”. A customer invites her to a call in half an hour:")
        await self._maya.types(f"{COMMAND} rules", SALES)
        await self._wait_until(lambda: self._maya.view)
        await self._maya.clicks(Action.TURN_ON_OFFERS)
        await self._wait_until(lambda: self._maya.view and Action.TURN_OFF_OFFERS in str(self._maya.view))
        await self._maya.closes()
        self._recall.add_event(
            self._day.calendars[MAYA.email].id,
            title=OFFERED_TITLE,
            start=self._clock.now().replace(second=0, microsecond=0) + timedelta(minutes=30),
            meeting_url="https://meet.google.com/qck-qstn-aaa",
            attendees=[MAYA.guest, Guest("priya@acme.test", "Priya Raman")],
            organizer="priya@acme.test",
        )
        question = await self._direct_message("Record it?", OFFERED_TITLE)
        self._show_message(question)
        _act("She presses “Not this one”, and the question is settled:")
        await self._maya.clicks(Action.OFFER_NO, question)
        self._show_message(await self._direct_message("It won't be recorded", OFFERED_TITLE))

    async def _direct_message(self, *words: str) -> Message:
        def found() -> list[Message]:
            return [each for each in self._maya.direct_messages if all(word in each.text for word in words)]

        await self._wait_until(found)
        return found()[-1]

    async def _turns_on_a_rule(self) -> None:
        _act(
            f"In {COMMAND} rules, Maya chooses which meetings are recorded automatically, and when to read her plan. "
            "Before anything is scheduled, she sees what:"
        )
        await self._maya.types(f"{COMMAND} rules", SALES)
        await self._wait_until(lambda: RuleField.MATCHES in str(self._maya.view))
        await self._maya.fills(RuleField.MATCHES, ["Meetings I host", "Meetings with external people"])
        await self._maya.fills(RuleField.PLAN_AT, PLAN_AT)
        await self._maya.submits()
        self._show_form()
        await self._maya.submits()
        await self._maya.closes()

    async def _reads_her_plan(self) -> None:
        _act(f"It's {PLAN_AT}, and her plan is in her messages with the app:")
        hour, minute = map(int, PLAN_AT.split(":"))
        local = self._clock.now().astimezone(ZoneInfo(self._zone)).replace(hour=hour, minute=minute)
        self._clock.set_to(local.astimezone(UTC))
        self._recall.catch_up()
        self._show_message(await self._plan(RULED_TITLE))
        _act("The stand-up needs no recording, so she presses Don't record beside it:")
        plan = await self._plan(RULED_TITLE)
        row = next(block["block_id"] for block in plan.blocks if RULED_TITLE in str(block))
        await self._maya.clicks(f"{row}/{Action.PLAN_LEAVE_OUT}", plan)
        self._show_message(await self._plan("Won't be recorded (3)"))

    async def _plan(self, words: str) -> Message:
        """In her messages with the app, once it says this."""

        def find() -> list[Message]:
            return [each for each in self._maya.direct_messages if "Your plan" in each.text and words in each.text]

        await self._wait_until(find)
        return find()[-1]

    async def _lets_an_agent_in(self, url: str) -> None:
        _act("Maya makes a token for her AI agent in App Home. It is shown this once:")
        token = await create_token(self._maya, self._wait_until)
        self._show_form()
        _act("The agent acts for her, over MCP and with her rights:")
        await play_agent(AgentTerminal(url, token), self._maya, self._wait_until)
        if self._maya.view:
            await self._maya.closes(everything=True)

    async def _pick(self, title: str, words: str) -> None:
        answer = await self._maya.searches(Action.PICK_MEETING, words)
        for day, options in answer.groups:
            _say(f"      {day}")
            for option in options:
                _say(f"        {option['text']['text']}")
        before = self._maya.view
        await self._maya.picks(Action.PICK_MEETING, next(text for text in answer.texts if title in text))
        await self._wait_until(lambda: self._maya.view and self._maya.view != before)

    async def _card(self, words: str) -> Message:
        """The newest message of #sales that is no reply and says this, once there is one."""

        def found() -> list[Message]:
            return [each for each in self._slack.messages(SALES) if not each.is_reply and words in each.text]

        await self._wait_until(found)
        return found()[-1]

    async def _reply(self, action: Action) -> Message:
        """The newest reply of #sales that has this button, once there is one."""

        def found() -> list[Message]:
            return [each for each in self._slack.messages(SALES) if each.is_reply and action in str(each.blocks)]

        await self._wait_until(found)
        return found()[-1]

    async def _wait_until(self, is_so: Callable[[], object]) -> None:
        await self._slack.until(is_so, TIMEOUT_SECONDS)

    def _show_form(self) -> None:
        if self._maya.view:
            print(render_view(self._maya.view, self._zone, self._names))  # noqa: T201

    def _show_message(self, message: Message) -> None:
        print(render_message(message, self._zone, self._names))  # noqa: T201


def _act(sentence: str) -> None:
    print(f"\n▸ {sentence}\n")  # noqa: T201


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201
