"""Said once: a rule is turned on, and the plan is read the next morning."""

import pytest

from tests.browser.acting import reads_plan, turns_on_a_rule

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_a_rule_is_turned_on_and_one_meeting_left_out_the_next_morning(visit):
    page = visit()

    turns_on_a_rule(page)
    plan = reads_plan(page)

    plan.get_by_text("Will be recorded (3)").wait_for()
    assert plan.get_by_role("combobox").input_value() == str(8 * 60)
    line = plan.locator(".section").filter(has_text="Product stand-up")
    line.get_by_role("button", name="Don't record").click()
    plan.get_by_text("Won't be recorded (1)").wait_for()
    plan.get_by_text("You turned it off for this meeting.").wait_for()
    plan.get_by_role("button", name="Record", exact=True).wait_for()
