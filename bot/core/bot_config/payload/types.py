"""Define the value types that several parts of Recall's Create Bot share."""

import re
from typing import Annotated, Any, LiteralString, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.core.bot_config.problems import COMBINATION

# Recall's firewall answers 403 to any payload that names a local address. https://docs.recall.ai/reference/errors
_LOCAL_ADDRESS = re.compile(r"\b[a-z]+://(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])", re.IGNORECASE)
METADATA_VALUE_LIMIT = 500  # https://docs.recall.ai/docs/custom-metadata


class Payload(BaseModel):
    """Strict: what is accepted here is sent byte for byte."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def has_local_address(text: str) -> bool:
    return _LOCAL_ADDRESS.search(text) is not None


def combination_error(sentence: LiteralString, **context: Any) -> PydanticCustomError:
    """An error about a combination of keys, each of which is valid alone."""
    return PydanticCustomError(COMBINATION, sentence, context)


def _check_reachable(text: str) -> str:
    if has_local_address(text):
        raise ValueError("contains an address on a local machine, which Recall's firewall blocks.")
    return text


def _refuse_null(value: Any) -> Any:
    if value is None:
        raise ValueError("can't be null; leave it out.")
    return value


T = TypeVar("T")
Omissible = Annotated[T | None, BeforeValidator(_refuse_null)]  # may be left out, but Recall does not take null
REACHABLE = AfterValidator(_check_reachable)
Text = Annotated[str, REACHABLE]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/]+"), REACHABLE]
Identifier = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
Metadata = dict[str, Annotated[str, Field(max_length=METADATA_VALUE_LIMIT), REACHABLE] | None]
