"""Put the notice that a policy requires into the chat message that the bot posts when it joins."""


def has_notice(text: str, notice: str) -> bool:
    """Spacing, line breaks and capitals do not matter."""
    return _plain(notice) in _plain(text)


def with_notice(text: str, notice: str, limit: int) -> str:
    """`text` in at most `limit` characters, with the whole of `notice` in it."""
    short = truncate(text, limit)
    if has_notice(short, notice):
        return short
    return truncate(f"{notice}\n{text}".strip(), limit)


def truncate(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
