"""Model what Recall charges, as an admin may write it down under `prices:` and `budget:` of `CONFIG_FILE`.

The defaults are Recall's list prices in US dollars as of `Prices.as_of`. https://www.recall.ai/pricing
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Dollars = Annotated[Decimal, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Factor = Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]


class Prices(BaseModel):
    """Dollars for an hour; Recall bills by the second."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date = date(2026, 11, 29)
    bot_per_hour: Dollars = Decimal("0.50")
    transcription_per_hour: Dollars = Decimal("0.15")  # Recall's own; another provider's is billed by its vendor
    separate_streams_factor: Factor = Decimal("1.8")  # of transcription, with a stream for each participant
    variants_per_hour: dict[str, Dollars] = {"web_4_core": Decimal("0.10"), "web_gpu": Decimal("1.00")}  # on top


class Budget(BaseModel):
    """What all bots of a calendar month may cost. Admins are told at 80 % and at 100 %."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dollars_per_month: Annotated[Decimal, Field(gt=0, le=1_000_000_000, allow_inf_nan=False)] | None = None
    stops_rules: bool = False  # once it is spent; never what a person books


LIST_PRICES = Prices()
NO_BUDGET = Budget()
