import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

SECRET = "whsec_dGhpcy1pcy1hLW1hZGUtdXAtc2VjcmV0"


@dataclass
class Receiver:
    """The app's webhook address, which answers what it is told."""

    url: str = ""
    status: int = 200
    first_takes_seconds: float = 0
    got: list[tuple[dict[str, str], Any]] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        body = await request.body()
        pause, self.first_takes_seconds = self.first_takes_seconds, 0
        await asyncio.sleep(pause)
        self.got.append((dict(request.headers), json.loads(body)))
        return Response(status_code=self.status)

    @property
    def events(self) -> list[str]:
        return [body["event"] for _, body in self.got]

    @property
    def message_ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]
