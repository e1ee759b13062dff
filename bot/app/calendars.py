"""Wire what lets people connect their calendars: OAuth clients, use cases and pages."""

from collections.abc import Mapping

from starlette.routing import Route

from bot.app.adapters import Slack, Store
from bot.app.work import Personal, Work
from bot.clock import Clock
from bot.core.calendars.flow import Leg
from bot.entrypoints.connect.endpoints import ConnectEndpoints
from bot.entrypoints.connect.pages import ConnectPages
from bot.oauth.client import OAuthClient
from bot.recall.client import RecallClient
from bot.scheduling.calendars.announce import AnnounceConnection
from bot.scheduling.calendars.begin import BeginConsent
from bot.scheduling.calendars.clients import ConnectClients
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.scheduling.calendars.disconnect import DisconnectCalendar
from bot.scheduling.calendars.give_back import GiveBackGrants
from bot.scheduling.calendars.keep_true import KeepConnectionsTrue
from bot.scheduling.calendars.oauth_callback import FinishConsent
from bot.scheduling.calendars.recall_calendars import RecallCalendars
from bot.scheduling.calendars.register import RegisterCalendar
from bot.scheduling.calendars.start import StartConnecting
from bot.settings import Settings
from bot.slack.sign_in import SignIn


class Calendars:
    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: Store,
        slack: Slack,
        recall: RecallClient,
        signed_in: SignIn,
        personal: Personal,
        work: Work,
        oauth: Mapping[Leg, OAuthClient],
    ) -> None:
        clients = ConnectClients(
            settings.public_url,
            oauth,
            settings.calendar_owner_check,
            settings.microsoft_tenant,
        )
        at_recall = RecallCalendars(recall, clients, store.connections, store.mirror)
        refresh = personal.homes.refresh_soon
        self.connected = ConnectedCalendars(store.connections, store.mirror)
        self.start = StartConnecting(clients, store.flows, store.connections, clock)
        self.disconnect = DisconnectCalendar(
            at_recall, store.connections, store.bookings, store.mirror, store.marks, clock, work.sync.nudge, refresh
        )
        self.keep_true = KeepConnectionsTrue(
            signed_in.team_id,
            at_recall,
            store.connections,
            store.flows,
            self.disconnect,
            personal.people,
            store.leases,
            clock,
        )
        workspace = str(signed_in.facts.get("team") or signed_in.team_id)
        begin = BeginConsent(clients, store.flows, store.connections, personal.people, workspace, clock)
        finish = FinishConsent(
            clients,
            store.flows,
            store.connections,
            begin,
            RegisterCalendar(at_recall, store.connections, store.leases, clock),
            GiveBackGrants(clients, store.connections, store.mirror),
            AnnounceConnection(slack.announcer, work.sync.nudge, refresh),
            clock,
        )
        self.are_configured = bool(oauth)
        self._public_url = settings.public_url
        self._pages = ConnectPages(signed_in.team_id, workspace, clients)
        self._begin, self._finish = begin, finish

    def routes(self) -> list[Route]:
        """None where browsers cannot reach the app."""
        if self._public_url is None:
            return []
        return ConnectEndpoints(self._public_url, self._begin, self._finish, self._pages).routes()
