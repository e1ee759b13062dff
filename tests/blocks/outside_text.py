"""Text as it may come from outside, and what must never reach mrkdwn from it."""

import re

from hypothesis import strategies as st

CONTROL_SEQUENCE = re.compile(r"<[!@#]|<https?:|&(?!amp;|lt;|gt;)")
# The control sequences that we write ourselves: dates and people.
OURS = re.compile(r"<!date\^\d+\^[^|<>]+\|[^<>]+>|<@U0[A-Z]+>")
# With the marks in it that Slack would act on, more often than chance would have them.
OUTSIDE_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("*_~`<>&@#:|\n\u202e\u200b\ud800 ")))
