"""Pretend to be Recall.ai: in memory, over HTTP on this machine, strict about what the real one refuses."""

from starlette.applications import Starlette
from starlette.routing import Route as HttpRoute

from bot.clock import Clock
from bot.sandbox.recall.bot_endpoints import BotEndpoints
from bot.sandbox.recall.bot_lives import BotLives
from bot.sandbox.recall.calendar_connecting import CalendarConnecting
from bot.sandbox.recall.calendar_endpoints import CalendarEndpoints
from bot.sandbox.recall.calendars import Calendars
from bot.sandbox.recall.dashboard import Dashboard
from bot.sandbox.recall.edge import Edge
from bot.sandbox.recall.event_bots import EventBots
from bot.sandbox.recall.faults import Faults
from bot.sandbox.recall.gate import Gate
from bot.sandbox.recall.ledger import Ledger, Recorded
from bot.sandbox.recall.media_endpoints import MediaEndpoints
from bot.sandbox.recall.recordings import Recordings
from bot.sandbox.recall.webhooks import Delivery, Webhooks
from bot.sandbox.recall.workspace import Bot, Calendar, CalendarEvent, Workspace


class PretendRecall:
    """One workspace in one region. Serve `asgi` with `bot.sandbox.serving`; the rest is for looking and meddling."""

    def __init__(self, clock: Clock, api_key: str = "made-up-recall-key") -> None:
        self.api_key = api_key
        self._workspace = Workspace()
        self._ledger = Ledger()
        self._faults = Faults()
        self._webhooks = Webhooks(clock)
        event_bots = EventBots(self._workspace)
        recordings = Recordings(self._workspace, self._webhooks, clock)
        self._calendars = Calendars(self._workspace, event_bots, self._webhooks, clock)
        self.connecting = CalendarConnecting(self._workspace, self._calendars, clock)
        self._lives = BotLives(self._workspace, recordings, self._webhooks, clock)
        gate = Gate(
            [
                *CalendarEndpoints(self._workspace, event_bots, self.connecting).routes,
                *BotEndpoints(self._workspace, self._lives).routes,
                *MediaEndpoints(self._workspace, self._lives).routes,
                *Dashboard(self._workspace).routes,
            ],
            api_key,
        )
        edge = Edge(clock, gate, self._faults, self._ledger, self.catch_up)
        self.asgi = Starlette(routes=[HttpRoute("/{path:path}", edge)])
        self._let_people_use_calendars()
        self._let_bots_live()
        self._let_things_go_wrong()

    def _let_people_use_calendars(self) -> None:
        self.add_calendar = self._calendars.add_calendar
        self.disconnect_calendar = self._calendars.disconnect_calendar
        self.begin_reconnection = self._calendars.begin_reconnection
        self.reconnect_calendar = self._calendars.reconnect_calendar
        self.delete_calendar = self._calendars.delete_calendar
        self.add_event = self._calendars.add_event
        self.move_event = self._calendars.move_event
        self.rename_event = self._calendars.rename_event
        self.hide_event = self._calendars.hide_event
        self.change_link = self._calendars.change_link
        self.change_raw = self._calendars.change_raw
        self.reply_to_event = self._calendars.reply_to_event
        self.cancel_event = self._calendars.cancel_event
        self.delete_event = self._calendars.delete_event

    def _let_bots_live(self) -> None:
        self.walk_bot = self._lives.walk_bot
        self.live_normally = self._lives.live_normally
        self.fail_recording = self._lives.fail_recording
        self.fail_transcript = self._lives.fail_transcript
        self.finish_transcripts = self._lives.finish_transcripts
        self.transcribes_later_within = self._lives.transcribes_later_within
        self.delete_media = self._lives.delete_media

    def _let_things_go_wrong(self) -> None:
        self.fail_next = self._faults.fail_next
        self.hang_up_next = self._faults.hang_up_next
        self.flood_next = self._faults.flood_next
        self.break_off_next = self._faults.break_off_next
        self.delay_next = self._faults.delay_next
        self.clear_faults = self._faults.clear_faults
        self.webhooks_to = self._webhooks.webhooks_to
        self.drop_next_delivery = self._webhooks.drop_next_delivery
        self.lose_deliveries = self._webhooks.lose_deliveries
        self.repeat_next_delivery = self._webhooks.repeat_next_delivery
        self.hold_deliveries = self._webhooks.hold_deliveries
        self.release_deliveries = self._webhooks.release_deliveries
        self.deliveries = self._webhooks.deliveries

    async def aclose(self) -> None:
        await self.connecting.aclose()
        await self._lives.aclose()
        await self._webhooks.aclose()

    def catch_up(self) -> None:
        """Do what the clock has made due: events come into sight, bots set out. Every request does this."""
        self._calendars.sync_events_in_window()
        self._lives.join_due_bots()

    def requests_to(self, method: str, path_pattern: str) -> list[Recorded]:
        """In `path_pattern` a `*` stands for one part of the path, `**` for any number."""
        return self._ledger.requests_to(method, path_pattern)

    @property
    def requests(self) -> list[Recorded]:
        return self._ledger.requests

    @property
    def sent(self) -> list[Delivery]:
        """Every webhook so far, dropped ones included, in the order in which they came about."""
        return self._webhooks.sent

    @property
    def calendars(self) -> list[Calendar]:
        return list(self._workspace.calendars.values())

    @property
    def events(self) -> list[CalendarEvent]:
        return list(self._workspace.events.values())

    @property
    def bots(self) -> list[Bot]:
        """In the order of their making; those taken off before they set out are gone."""
        self.catch_up()
        return list(self._workspace.bots.values())

    def event(self, event_id: str) -> CalendarEvent:
        """Raises KeyError."""
        return self._workspace.events[event_id]

    def bot(self, bot_id: str) -> Bot:
        """Raises KeyError."""
        self.catch_up()
        return self._workspace.bots[bot_id]

    def bots_of(self, event_id: str) -> list[Bot]:
        """Those of one event, those that have been there already included."""
        self.catch_up()
        return self._workspace.bots_of(self._workspace.events[event_id])

    @property
    def ad_hoc_pool(self) -> int | None:
        """How many bots are free for meetings that start within ten minutes; None for as many as you like."""
        return self._workspace.ad_hoc_pool

    @ad_hoc_pool.setter
    def ad_hoc_pool(self, size: int | None) -> None:
        self._workspace.ad_hoc_pool = size

    @property
    def refuses_to_unschedule_deleted_events(self) -> bool:
        """Unscheduling a deleted event is not documented: it answers 200, or 400 when this is set."""
        return self._workspace.refuses_to_unschedule_deleted_events

    @refuses_to_unschedule_deleted_events.setter
    def refuses_to_unschedule_deleted_events(self, refuses: bool) -> None:
        self._workspace.refuses_to_unschedule_deleted_events = refuses
