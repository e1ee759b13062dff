"""Read lists that people type, an entry a line or set apart by commas: words, people's addresses, domains."""

import re
from collections.abc import Callable
from dataclasses import dataclass

MOST_ENTRIES = 50
LONGEST_NAMED = 40
LONGEST_WORD = 80
_APART = re.compile(r"[\n,;]+")
_ADDRESS = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,255}")
_IN_BRACKETS = re.compile(r"<(?:mailto:)?([^<>|]+)(?:\|[^<>]*)?>")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class TypedList:
    """`problem` is a sentence about what was typed; empty where nothing is wrong."""

    entries: tuple[str, ...] = ()
    problem: str = ""


def read_words(text: str) -> TypedList:
    entries = _split(text)
    long = [entry for entry in entries if len(entry) > LONGEST_WORD]
    return _listed(entries, f"Use {LONGEST_WORD} characters at most for each." if long else "")


def read_people(text: str) -> TypedList:
    """Addresses, also as mail programs copy them: `Dana <dana@example.com>`."""
    entries = [_bare_address(entry) for entry in _split(text)]
    return _checked(entries, _is_address, "an email address. Write one on each line.")


def read_domains(text: str) -> TypedList:
    """Domains, also as the end of an address or with a `www.` before them."""
    entries = [entry.casefold().rpartition("@")[2].removeprefix("www.").rstrip("./") for entry in _split(text)]
    ascii_entries = [_to_ascii(entry) for entry in entries]
    return _checked(ascii_entries, _is_domain, "a domain, such as example.com. Write one on each line.")


def _split(text: str) -> list[str]:
    entries = (" ".join(piece.split()) for piece in _APART.split(text))
    return list(dict.fromkeys(entry for entry in entries if entry))


def _bare_address(entry: str) -> str:
    found = _IN_BRACKETS.search(entry)
    return (found[1] if found else entry).strip().casefold()


def _is_address(entry: str) -> bool:
    return _ADDRESS.fullmatch(entry) is not None


def _is_domain(entry: str) -> bool:
    return _DOMAIN.fullmatch(entry) is not None


def _to_ascii(domain: str) -> str:
    """As calendars write it; what has no such form is left to be refused."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _checked(entries: list[str], is_right: Callable[[str], bool], what: str) -> TypedList:
    wrong = [entry for entry in entries if not is_right(entry)]
    return _listed(entries, f'"{wrong[0][:LONGEST_NAMED]}" isn\'t {what}' if wrong else "")


def _listed(entries: list[str], problem: str) -> TypedList:
    entries = list(dict.fromkeys(entries))
    too_many = f"List {MOST_ENTRIES} at most." if len(entries) > MOST_ENTRIES else ""
    return TypedList(tuple(entries), problem or too_many)
