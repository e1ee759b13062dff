"""Bind a flow to the browser that began it, by a cookie that only this very host can set or read."""

import re

from starlette.requests import Request
from starlette.responses import Response

from bot.core.calendars.flow import FLOW_TTL
from bot.scheduling.calendars.secrets import mint_secret

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
# Enough to finish at the provider, and to see afterwards how it ended.
_MAX_AGE = 2 * FLOW_TTL


class BrowserCookie:
    """`__Host-` needs https, which there is everywhere but on one's own machine."""

    def __init__(self, *, is_secure: bool) -> None:
        self._is_secure = is_secure
        self._name = "__Host-connect" if is_secure else "connect"

    def read(self, request: Request) -> str | None:
        value = request.cookies.get(self._name, "")
        return value if _SECRET.fullmatch(value) else None

    def read_or_mint(self, request: Request) -> str:
        """The same one for several pages in one browser."""
        return self.read(request) or mint_secret()

    def set(self, response: Response, secret: str) -> None:
        """Lax, for the way back from the provider is a link from another site."""
        response.set_cookie(
            self._name,
            secret,
            max_age=int(_MAX_AGE.total_seconds()),
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )
