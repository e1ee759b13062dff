"""What the pretend model answers to what people ask first."""

from bot.sandbox.model.answers import write_answer

TRANSCRIPT = """1 Maya: Good morning, everyone.
2 Priya: Agreed, subject to legal.
3 Maya: I'll send the offer by Wednesday.
"""


def asked(question: str) -> str:
    answer: str = write_answer(f"{TRANSCRIPT}\nQuestion:\n<<<mark\n{question}\nmark>>>")["answer"]
    return answer


def test_decisions_and_promises_are_found_by_how_people_speak_of_them() -> None:
    assert asked("What did we decide?") == "Priya said: Agreed, subject to legal."
    assert "I'll send the offer" in asked("What was promised?")
    assert asked("huh?") == ""
