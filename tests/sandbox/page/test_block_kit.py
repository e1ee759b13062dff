"""Draw everything that our builders can emit; what is unknown is drawn as just that."""

import ast
from datetime import time
from pathlib import Path

import pytest

from bot import blocks as builders
from bot.blocks.home.view import build_home
from bot.blocks.kit import block_kit as kit
from bot.blocks.kit.alert import alert
from bot.blocks.kit.table import date_cell, table, text_cell
from bot.blocks.names import Action, Callback
from bot.blocks.rules.fields import RuleChoices
from bot.blocks.rules.view import build_rules_form
from bot.core.bot_config.policy import Policy
from bot.core.home.agenda import Agenda, Entry
from bot.core.identifiers import CalendarEventId
from bot.sandbox.clock import MovableClock
from bot.sandbox.page.drawing import Drawing
from bot.sandbox.page.regions import environment
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.blocks.forms import LINKS, a_form, a_link_form, shown
from tests.blocks.rules.forms import a_series_line, an_overview
from tests.examples import MAYA, NOW, a_booked_booking, a_failed_booking, a_meeting

NO_BLOCKS = {
    *("modal", "home", "plain_text", "mrkdwn", "raw_text"),
    *("text", "date", "rich_text_section", "rich_text_preformatted"),
}
CHOICES = [kit.option("One", "1"), kit.option("Two", "2")]


def in_field(element):
    return kit.input_block("field", "A label", element, hint="A hint")


EXAMPLES = {
    "header": (kit.header("A header"), "A header"),
    "section": (kit.section("*Bold* words"), "<strong>Bold</strong> words"),
    "context": (kit.context("A note"), "A note"),
    "alert": (alert("*Copy it now*", "warning"), 'role="note" aria-label="Warning"'),
    "rich_text": (kit.preformatted("rs_secret"), "rs_secret"),
    "divider": (kit.divider(), "<hr"),
    "table": (table(["When", "What"], [[date_cell(NOW, "{time}", "UTC"), text_cell("<i>")]]), "<td>&lt;i&gt;</td>"),
    "actions": (kit.actions("row", [kit.button("Press", Action.ANSWER)]), "Press</button>"),
    "button": (kit.actions("row", [kit.button("Press", Action.ANSWER, style="danger")]), 'class="button danger"'),
    "input": (in_field(kit.text_input(Action.ANSWER, "Words", 10)), '<label for="b-field-field">A label</label>'),
    "plain_text_input": (in_field(kit.text_input(Action.ANSWER, "Words", 10)), 'value="Words"'),
    "number_input": (in_field(kit.number_input(Action.ANSWER, "20", 1)), 'value="20"'),
    "static_select": (in_field(kit.static_select(Action.ANSWER, CHOICES, "2")), '<option value="2" selected>Two'),
    "radio_buttons": (in_field(kit.radio_buttons(Action.ANSWER, CHOICES, "2")), 'value="2" checked'),
    "external_select": (in_field(kit.external_select(Action.ANSWER, "Pick", CHOICES[0])), 'role="combobox"'),
    "checkboxes": (in_field(kit.checkbox(Action.ANSWER, "Tick", "t", is_ticked=True)), 'value="t" checked'),
    "timepicker": (in_field(kit.time_picker(Action.ANSWER, time(8, 30))), 'type="time"'),
    "datetimepicker": (in_field(kit.datetime_picker(Action.ANSWER, 1772452800)), 'value="2026-03-02T13:00"'),
    "conversations_select": (
        in_field(kit.conversations_select(Action.ANSWER, None, excludes_shared=False)),
        '<option value="C0SALES" selected>#sales',
    ),
}


@pytest.fixture
def drawn():
    """Draws blocks as they stand before Maya in Berlin, in a modal that she opened in #sales."""
    slack = PretendSlack(MovableClock(NOW))
    maya = slack.person("U0MAYA", tz="Europe/Berlin")
    sales = slack.add_channel("C0SALES", name="sales", members={"U0MAYA"})
    template = environment().from_string('{% import "blocks.html" as draw with context %}{{ draw.blocks(blocks) }}')

    def draw(given):
        slack.workspace.views.open("U0MAYA", kit.modal(Callback.SCHEDULE_FORM, "A form", given), sales)
        return template.render(drawing=Drawing(slack.workspace, maya, maya.view), blocks=maya.view["blocks"])

    return draw


def emitted_types():
    """Every `"type": "…"` that is written in the builders."""
    for file in Path(builders.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                yield from (ast.literal_eval(value) for key, value in pairs if _is_type(key))


def _is_type(key):
    return isinstance(key, ast.Constant) and key.value == "type"


def test_there_is_an_example_of_everything_that_the_builders_emit():
    assert set(emitted_types()) - NO_BLOCKS == set(EXAMPLES)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_everything_that_the_builders_emit_is_drawn(drawn, kind):
    block, appearance = EXAMPLES[kind]

    html = drawn([block])

    assert appearance in html
    assert "data-not-supported" not in html


FORMS = [
    shown(a_form()),
    shown(a_form(), meeting=None, notice="You have no coming meetings."),
    shown(a_link_form(), links=LINKS),
    shown(a_link_form(join_at=NOW)),
    shown(a_form(), meeting=a_meeting(series_key="weekly")),
    build_rules_form(an_overview(series=(a_series_line(),), is_admin=True), RuleChoices(Policy())),
]


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_whole_forms_are_drawn_with_a_label_for_every_field(drawn, form):
    html = drawn(form["blocks"])

    assert "data-not-supported" not in html
    fields = [block for block in form["blocks"] if block["type"] == "input"]
    assert html.count("<label for=") + html.count("<legend>") == len(fields)


@pytest.mark.parametrize("booking", [a_booked_booking(), a_failed_booking()], ids=["booked", "failed"])
def test_home_is_drawn(drawn, booking):
    free = Entry(meeting=a_meeting(event_id=CalendarEventId("event-2"), title="Budget review"))
    entries = (Entry(meeting=a_meeting(), booking=booking), free)
    agenda = Agenda(user_id=MAYA, email="maya@example.com", entries=entries, left_out=1, recent_bookings=(booking,))

    html = drawn(build_home(agenda, NOW, "UTC")["blocks"])

    assert "data-not-supported" not in html
    assert "Weekly sync" in html
    assert "Schedule a bot</button>" in html


@pytest.mark.parametrize(
    "unknown",
    [
        {"type": "hologram"},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": {"type": "slider", "action_id": "a"}},
    ],
)
def test_what_is_not_known_is_drawn_as_not_supported(unknown):
    slack = PretendSlack(MovableClock(NOW))
    drawing = Drawing(slack.workspace, slack.person("U0MAYA"))
    template = environment().from_string('{% import "blocks.html" as draw with context %}{{ draw.one(block) }}')

    html = template.render(drawing=drawing, block=unknown | {"block_id": "b1"})

    assert "data-not-supported" in html
    assert "does not support the" in html
