"""Write `.env` for a script: every answer comes from the environment or the file, and nothing is asked."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.core.errors import SetupError
from bot.doctor.finding import Finding
from bot.initialize.checks import Vendors, Verdict, check_answer
from bot.initialize.env_file import read_given, write_env_file
from bot.initialize.questions import API_KEY, REGION, choose_transport, list_questions, parse_answer


def initialize_unattended(
    file: Path, environment: Mapping[str, str], vendors: Vendors, *, is_checked: bool = True
) -> list[Finding]:
    """Write the file if all is well, and return what Slack and Recall say.

    Raises SetupError, which names every answer that is missing or malformed.
    """
    given = read_given(file, environment)
    values = _parse_answers(given, is_checked=is_checked)
    verdicts = asyncio.run(_check_all(values, vendors)) if is_checked else []
    if not given.get(REGION.variable):
        verdicts = [verdict.with_found_region() for verdict in verdicts]
    if not any(verdict.is_refused for verdict in verdicts):
        region = next((verdict.region for verdict in verdicts if verdict.region), None)
        write_env_file(file, {**values, **({REGION.variable: region} if region else {})})
    return [finding for verdict in verdicts for finding in verdict.findings]


def _parse_answers(given: Mapping[str, str], *, is_checked: bool) -> dict[str, str]:
    """What is suggested counts only where a check of the key finds the right region."""
    values, problems = {}, []
    questions = list_questions(choose_transport(given), given)
    may_guess = is_checked and API_KEY in questions
    for question in questions:
        try:
            answer = given.get(question.variable) or (question.suggestion if may_guess else "")
            values[question.variable] = parse_answer(question, answer)
        except SetupError as error:
            problems.append(str(error))
    if problems:
        raise SetupError("\n".join(problems))
    return values


async def _check_all(values: Mapping[str, str], vendors: Vendors) -> list[Verdict]:
    return list(await asyncio.gather(*(check_answer(variable, values, vendors) for variable in values)))
