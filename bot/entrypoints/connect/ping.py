"""Answer doctor, who asks whether PUBLIC_URL leads here: with a proof, and which process this is."""

import re
import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.core.calendars.ping import PING_PATH, sign_ping

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Ping:
    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._process = secrets.token_hex(8)

    def route(self) -> Route:
        return Route(f"{PING_PATH}{{nonce}}", self.answer)

    async def answer(self, request: Request) -> Response:
        nonce = request.path_params["nonce"]
        if not _NONCE.fullmatch(nonce):
            return Response(status_code=404)
        answer = {"proof": sign_ping(self._secret, nonce), "process": self._process}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})
