"""Validate mail addresses and domains that an admin or a person writes."""

import re
from typing import Annotated

from pydantic import AfterValidator

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(?<!-)(\.(?!-)[a-z0-9-]+(?<!-))+")


def read_email(text: str) -> str:
    """In lower case. Raises ValueError."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError(f"`{text}` isn't an email address.")
    return text.lower()


def read_domain(text: str) -> str:
    """In lower case and without an `@` before it. Raises ValueError."""
    domain = text.strip().lower().removeprefix("@")
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"`{text}` isn't a domain such as example.com.")
    return domain


EmailAddress = Annotated[str, AfterValidator(read_email)]
DomainName = Annotated[str, AfterValidator(read_domain)]
