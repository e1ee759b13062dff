"""Whether the words of an outcome are fit to be read."""

from bot.core.outcomes.model import Outcome


def reads_well(outcome: Outcome) -> bool:
    texts = [outcome.sentence, outcome.next_step, outcome.operator_sentence]
    return bool(outcome.sentence) and all(
        text == "" or (text[0].isupper() and text.endswith(".") and "  " not in text) for text in texts
    )
