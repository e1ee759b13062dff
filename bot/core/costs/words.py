"""Say dollars as people read them: always "about", since Recall's bill is what counts."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def about(dollars: Decimal) -> str:
    """`about $0.33`, `about $1,234.50`; less than half a cent is `under $0.01`, and nothing `$0`."""
    if not dollars:
        return "$0"
    rounded = dollars.quantize(CENT, ROUND_HALF_UP)
    return f"about ${rounded:,}" if rounded else "under $0.01"
