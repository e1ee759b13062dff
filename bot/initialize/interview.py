"""Ask a person in a terminal, check each answer at once, and keep it at once: what was given is never asked twice."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console

from bot.core.errors import SetupError
from bot.doctor.finding import Finding
from bot.initialize import sentences
from bot.initialize.checks import Vendors, check_answer
from bot.initialize.env_file import read_env_file, read_given, write_env_file
from bot.initialize.manifest_link import build_manifest_link
from bot.initialize.questions import (
    APP_TOKEN,
    BOT_TOKEN,
    PUBLIC_URL,
    REGION,
    Question,
    Transport,
    choose_transport,
    describe_place,
    list_questions,
    mask_answer,
    parse_answer,
)


def interview(file: Path, vendors: Vendors) -> None:
    """Ask every question, and leave a complete `.env`. Raises SetupError if it cannot be read or written."""
    values = read_env_file(file)
    typer.echo(sentences.introduce(file, is_there=file.exists()))
    transport = _ask_transport(read_given(file, os.environ))
    for question in list_questions(transport, read_given(file, os.environ)):
        if question is BOT_TOKEN:
            _show_how_to_create_the_app(values if transport is Transport.HTTP else {})
        _ask(question, values, vendors, file)
    if transport is Transport.HTTP:
        values |= _remove_app_token(values, file)
    shadowed = [name for name, value in values.items() if os.environ.get(name, value) not in {value, ""}]
    typer.echo(sentences.conclude(file, transport, shadowed))


def _remove_app_token(values: Mapping[str, str], file: Path) -> dict[str, str]:
    """With it, or with a file that holds it, the app would go on using Socket Mode."""
    names = (APP_TOKEN.variable, f"{APP_TOKEN.variable}_FILE")
    if found := {name: "" for name in names if values.get(name)}:
        write_env_file(file, found)
    return dict.fromkeys(names, "")


def _ask_transport(values: Mapping[str, str]) -> Transport:
    typer.echo(sentences.TRANSPORTS)
    default = "2" if choose_transport(values) is Transport.HTTP else "1"
    while (answer := typer.prompt("1 or 2", default=default).strip()) not in {"1", "2"}:
        typer.echo("Type 1 or 2.")
    return Transport.SOCKET_MODE if answer == "1" else Transport.HTTP


def _show_how_to_create_the_app(values: Mapping[str, str]) -> None:
    url = values.get(PUBLIC_URL.variable)
    link = build_manifest_link(url)
    Console(soft_wrap=True, highlight=False).print(sentences.describe_app(link, url))


def _ask(question: Question, values: dict[str, str], vendors: Vendors, file: Path) -> None:
    typer.echo(f"\n{describe_place(question, values)}")
    while True:
        answer = _prompt(question, values.get(question.variable, ""))
        found = {**values, question.variable: answer}
        verdict = asyncio.run(check_answer(question.variable, found, vendors)).with_found_region()
        for finding in verdict.findings:
            _show(finding)
        if not verdict.is_refused or typer.confirm("Keep it anyway?", default=False):
            break
    kept = {question.variable: answer, **({REGION.variable: verdict.region} if verdict.region else {})}
    write_env_file(file, kept)
    values |= kept


def _prompt(question: Question, present: str) -> str:
    """An answer of the right form. Enter keeps what is there, or takes what is suggested."""
    default = present or question.suggestion
    hint = f" [{mask_answer(question, default)}]" if default else ""
    while True:
        hidden = " (hidden)" if question.is_secret else ""
        text = typer.prompt(
            f"{question.name}{hidden}{hint}", default=default, hide_input=question.is_secret, show_default=False
        )
        try:
            answer = parse_answer(question, text)
        except SetupError as error:
            typer.echo(f"  {error}")
            continue
        if question.is_secret:
            typer.echo(f"  {mask_answer(question, answer)}")
        return answer


def _show(finding: Finding) -> None:
    typer.echo(f"  {finding.sentence}")
    if finding.remedy:
        typer.echo(f"  -> {finding.remedy}")
