"""Render the pages: plain HTML without scripts, which no one may frame, keep or refer from."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.core.calendars.outcomes import ConnectOutcome, read_outcome
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import TeamId
from bot.scheduling.calendars.begin import ConnectPage
from bot.scheduling.calendars.clients import ConnectClients

_TEMPLATES = Path(__file__).parent / "templates"
_STATUSES = {
    ConnectOutcome.LINK_EXPIRED: 410,
    ConnectOutcome.OTHER_BROWSER: 403,
    ConnectOutcome.ACCOUNT_NOT_ADMITTED: 403,
    ConnectOutcome.SLACK_SILENT: 503,
    ConnectOutcome.PROVIDER_SILENT: 503,
}
_REFRESH_SECONDS = 2


class ConnectPages:
    def __init__(self, team_id: TeamId, workspace: str, clients: ConnectClients) -> None:
        self._clients = clients
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
        self._environment.globals.update(
            style=style, slack_url=f"slack://open?team={team_id}", workspace=workspace, refresh_seconds=None
        )
        self._headers = _build_headers(style)

    def render_consent(self, page: ConnectPage, proof: str) -> HTMLResponse:
        """Who wants to read whose calendar, and one button."""
        return self._render("consent.html", 200, page=page, proof=proof)

    def render_outcome(
        self, outcome: ConnectOutcome, provider: CalendarProvider | None, *, status: int | None = None
    ) -> HTMLResponse:
        words = read_outcome(outcome)
        names = {
            "company": provider.company if provider else "The provider",
            "calendar": provider.calendar_name if provider else "your calendar",
            "page": provider.permissions_page if provider else "the provider's page of connected apps",
        }
        return self._render(
            "outcome.html",
            status or _STATUSES.get(outcome, 200),
            title=words.title.format(**names),
            what_to_do=words.what_to_do.format(**names),
            is_success=outcome is ConnectOutcome.CONNECTED,
            admin_link=self._admin_link(outcome),
            client_id=self._client_id(outcome, provider),
        )

    def render_waiting(self) -> HTMLResponse:
        """Another request of the same browser is still at it: look again soon."""
        return self._render("waiting.html", 200, refresh_seconds=_REFRESH_SECONDS)

    def render_admin_consent(self, *, is_approved: bool) -> HTMLResponse:
        return self._render("admin_consent.html", 200, is_approved=is_approved)

    def _admin_link(self, outcome: ConnectOutcome) -> str | None:
        return self._clients.admin_consent_url() if outcome is ConnectOutcome.ADMIN_CONSENT_NEEDED else None

    def _client_id(self, outcome: ConnectOutcome, provider: CalendarProvider | None) -> str | None:
        """By which an organization's admin finds the app; it is no secret."""
        if outcome is not ConnectOutcome.BLOCKED_BY_ADMIN or provider is None:
            return None
        return self._clients.client_id(provider)

    def _render(self, template: str, status: int, **values: object) -> HTMLResponse:
        html = self._environment.get_template(template).render(**values)
        return HTMLResponse(html, status, self._headers)


def _build_headers(style: str) -> dict[str, str]:
    """`form-action` allows any https: after the form's redirect an organization's own sign-in may come."""
    style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self' https: http://127.0.0.1:* http://localhost:*"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
