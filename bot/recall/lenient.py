"""Define lenient types for outside JSON: unknown fields are ignored, unreadable optional values become None."""

from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

T = TypeVar("T")


class WireModel(BaseModel):
    # Errors must not show their input: it may hold passcodes, titles and secrets.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def read_instant(text: object) -> datetime:
    """An ISO 8601 text as aware UTC; one without an offset is taken as UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text if isinstance(text, str) else "")
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("outside the calendar") from None


def _none_if_unreadable(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError:
        return None


def _empty_if_none(value: object) -> object:
    return () if value is None else value


def _only_texts(value: object) -> dict[str, str]:
    entries = value.items() if isinstance(value, dict) else ()
    return {key: text for key, text in entries if isinstance(key, str) and isinstance(text, str)}


Instant = Annotated[datetime, BeforeValidator(read_instant)]
# `None` in place of anything that does not fit.
Lenient = Annotated[T | None, WrapValidator(_none_if_unreadable)]
ListOf = Annotated[tuple[T, ...], BeforeValidator(_empty_if_none)]
# Recall's metadata is flat, of texts. https://docs.recall.ai/docs/custom-metadata
Metadata = Annotated[dict[str, str], BeforeValidator(_only_texts)]
