"""Parse an https address strictly: what a browser would repair or guess at is refused."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

# Slack's own limit for a button's address; a Teams link inside two wrappers stays below it.
# https://docs.slack.dev/reference/block-kit/block-elements/button-element
MAX_URL_LENGTH = 3000
MAX_HOST_LENGTH = 253

# Printable ASCII. Browsers drop or turn a space, a control character or `\`; here they end the reading.
_PRINTABLE = re.compile(r"[!-;=?-\[\]-~]+")
# No user name before the host, no empty label, no dot at its end, no IPv6.
_HTTPS = re.compile(
    r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class HttpsUrl:
    host: str  # lower case
    path: str
    query: str = field(repr=False)
    fragment: str = field(repr=False)
    rest: str = field(repr=False)  # path, query and fragment as they were written
    has_default_port: bool

    def is_on(self, domain: str) -> bool:
        """Whether the host is `domain` or below it; `evil-zoom.us` is not on `zoom.us`."""
        return self.host == domain or self.host.endswith(f".{domain}")

    @property
    def domains(self) -> list[str]:
        """The host and each domain above it, the nearest first."""
        labels = self.host.split(".")
        return [".".join(labels[place:]) for place in range(len(labels) - 1)]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query's names, in lower case, and values as they were written."""
        pairs = (pair.partition("=") for pair in self.query.split("&"))
        return [(name.lower(), value) for name, _, value in pairs]

    def parameter(self, name: str) -> str:
        """The first value of a query parameter, percent-decoded, or nothing. `name` is in lower case."""
        return next((unquote(value) for key, value in self.parameters if key == name), "")


def read_https_url(text: str) -> HttpsUrl | None:
    if len(text) > MAX_URL_LENGTH or not _PRINTABLE.fullmatch(text):
        return None
    match = _HTTPS.fullmatch(text)
    if match is None or len(match["host"]) > MAX_HOST_LENGTH:
        return None
    return HttpsUrl(
        host=match["host"].lower(),
        path=match["path"] or "",
        query=match["query"] or "",
        fragment=match["fragment"] or "",
        rest=match["rest"],
        has_default_port=match["port"] in {None, "443"},
    )


def with_https(text: str) -> str:
    """Slack writes `http://` before an address typed without a scheme; no platform is joined by http."""
    return f"https://{text[7:]}" if text[:7].lower() == "http://" else text
