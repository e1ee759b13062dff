"""A browser without scripts: it keeps cookies, follows redirects one by one, and fills in forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self._is_hidden = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.forms[-1].fields[given["name"]] = given.get("value", "on")
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag == "a":
            self.links.append(given.get("href", ""))
        self._is_hidden = tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._is_hidden = False

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self.words.append(data)


class Page:
    def __init__(self, response: httpx.Response) -> None:
        reader = _Reader()
        reader.feed(response.text)
        self.response = response
        self.url = str(response.url)
        self.status = response.status_code
        self.headers = response.headers
        self.forms = reader.forms
        self.links = reader.links
        self.text = " ".join(" ".join(reader.words).split())


class Browser:
    """One person's. `visited` are all addresses, those of redirects included."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(trust_env=False, timeout=30)
        self.visited: list[str] = []

    async def aclose(self) -> None:
        await self._http.aclose()

    async def opens(self, url: str) -> Page:
        return await self._goes("GET", url, None)

    async def submits(self, page: Page, button: str = "", **fields: str | None) -> Page:
        """`button`: the value of the one that is pressed. A field that is None is left out, as an unticked box."""
        (form,) = page.forms
        return await self._goes(form.method.upper(), urljoin(page.url, form.action), _filled(form, button, fields))

    async def submits_without_following(self, page: Page, button: str = "", **fields: str | None) -> str:
        """Where the answer would lead."""
        (form,) = page.forms
        address = urljoin(page.url, form.action)
        response = await self._http.post(address, data=_filled(form, button, fields))
        return urljoin(address, response.headers["location"])

    async def posts(self, url: str, **fields: str) -> Page:
        """As a form on another page would."""
        return await self._goes("POST", url, fields)

    def forgets_cookies(self) -> None:
        self._http.cookies.clear()

    async def _goes(self, method: str, url: str, body: dict[str, str] | None) -> Page:
        response = await self._http.request(method, url, data=body)
        self.visited.append(url)
        for _ in range(10):
            if response.status_code not in {302, 303}:
                break
            url = urljoin(url, response.headers["location"])
            self.visited.append(url)
            response = await self._http.get(url)
        return Page(response)


def _filled(form: Form, button: str, fields: dict[str, str | None]) -> dict[str, str]:
    filled = {**form.fields, **fields}
    filled |= {name: value for name, value in form.buttons if name and value == button}
    return {name: value for name, value in filled.items() if value is not None}
