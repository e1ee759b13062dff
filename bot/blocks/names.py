"""List every name that Slack sends back to us: command, shortcut, callback, block and action ids."""

from enum import StrEnum

from bot.core.bot_config.settings import BotSettings

APP_NAME = "Recall Schedule"
COMMAND = "/recall-schedule"
SHORTCUT = "schedule_recording_bot"  # on a message
GLOBAL_SHORTCUT = "schedule_recording_bot_anywhere"
MENTIONS_SCOPE = "app_mentions:read"
SLACKBOT_SCOPE = "mcp:connect"
WORKFLOW_STEP = "schedule_recording_bot_step"

# What follows it in a block id is not the field's name: a new suffix makes Slack forget what was typed.
SUFFIX_MARK = "#"


class StepInput(StrEnum):
    """A parameter of the step in Workflow Builder. Saved workflows keep these names: none may ever change."""

    LINK = "link"
    STARTS_AT = "starts_at"
    PRESET = "preset"
    CHANNEL = "channel"
    PERSON = "person"


class StepOutput(StrEnum):
    BOOKING = "booking"
    STATUS = "status"
    JOINS_AT = "joins_at"
    CARD = "card"


class Callback(StrEnum):
    """`callback_id` of a view."""

    # These are submitted.
    SCHEDULE_FORM = "schedule_form"
    DISCONNECT_CALENDAR = "disconnect_view"
    ASK_ABOUT_MEETING = "ask_about_meeting_view"
    SHARE_SUMMARY = "share_summary_view"
    RULES_FORM = "rules_form"
    RULES_PREVIEW = "rules_preview"
    # These say something and, at most, have buttons.
    SCHEDULE_NOTICE = "schedule_notice"
    CONNECT_CALENDAR = "connect_view"
    HOME = "home"
    ADMIN_PAGE = "admin_page"
    TRANSCRIPT = "transcript_pages"
    SUMMARY = "summary_view"
    RULES_ANSWER = "rules_answer"
    SERIES = "series"
    ACCESS_TOKENS = "access_tokens"
    ANSWER = "button_answer"  # where no message can stand beside it


class Field(StrEnum):
    """`block_id` of a field of the form, without its suffix.

    Every setting of `BotSettings` is a member too, under its own name: RETENTION is "retention".
    """

    MEETING = "meeting"
    SCOPE = "scope"
    LINK = "link"
    WHEN = "when"
    STARTS_AT = "starts_at"
    REPLACE = "replace"
    PRESET = "preset"
    DESTINATION = "destination"
    SHOWS_TITLE = "shows_title"
    SHOWS_TITLE_OUTSIDE = "shows_title_outside"

    _ignore_ = "setting"  # no member, only what the loop counts by
    for setting in BotSettings.model_fields:
        vars()[setting.upper()] = setting


class RuleField(StrEnum):
    """`block_id` of a field of the rules form."""

    MATCHES = "rule_matches"
    ONLY_ACCEPTED = "rule_only_accepted"
    NEVER_WORDS = "rule_never_words"
    NEVER_PEOPLE = "rule_never_people"
    NEVER_DOMAINS = "rule_never_domains"
    WORK_DAYS = "rule_work_days"
    WORK_FROM = "rule_work_from"
    WORK_UNTIL = "rule_work_until"
    LONGEST = "rule_longest"
    PRESET = "rule_preset"
    DESTINATION = "rule_destination"
    PLAN_AT = "rule_plan_at"


class Block(StrEnum):
    """`block_id` of a block that is no field."""

    MORE_OPTIONS = "more_options"
    LAST_SETTINGS = "last_settings"
    DESTINATION = "own_messages"
    BOOKING_BUTTONS = "booking_buttons"
    RECORDING_BUTTONS = "recording_buttons"
    NOTICE_BUTTONS = "notice_buttons"
    SUMMARY_BUTTONS = "summary_buttons"
    QUESTION = "question"
    SHARE_TO = "share_to"
    PAGE_BUTTONS = "page_buttons"
    HOME_BUTTONS = "home_buttons"
    CONNECT_BUTTONS = "connect_buttons"
    CONNECT_LINK = "connect_link"
    CALENDAR = "calendar"
    PLAN_BUTTONS = "plan_buttons"
    PLAN_TIME = "plan_time"
    RULE_STATE = "rule_state"
    TEAM_RULES = "team_rules"
    SERIES_LINE = "series_line"
    SERIES_BUTTONS = "series_buttons"
    TOKEN = "access_token"
    TOKEN_BUTTONS = "token_buttons"
    MENTION_BUTTONS = "mention_buttons"
    OFFER_BUTTONS = "offer_buttons"
    OFFERS_SWITCH = "offers_switch"


class Action(StrEnum):
    """`action_id` of what can be clicked, chosen or typed."""

    # Fields whose change is sent at once, so that the form is updated; the first also asks for options.
    PICK_MEETING = "pick_meeting"
    PICK_LINK = "pick_link"
    USE_LINK = "use_link"
    CHOOSE_WHEN = "choose_when"
    CHOOSE_START = "choose_start"
    CHOOSE_PRESET = "choose_preset"
    CHOOSE_TRANSCRIPT = "choose_transcript"
    CHOOSE_RETENTION = "choose_retention"
    CHOOSE_DESTINATION = "choose_destination"
    POST_TO_ME = "post_to_me"
    POST_TO_CHANNEL = "post_to_channel"
    TOGGLE_MORE_OPTIONS = "toggle_more_options"
    RESET_SETTINGS = "reset_settings"
    # Fields that are only read when the form is submitted.
    ANSWER = "answer"
    # Buttons in a notice and in App Home: open the form at the calendar's meetings.
    PICK_FROM_CALENDAR = "pick_from_calendar"
    SCHEDULE_A_BOT = "schedule_a_bot"
    # Buttons under the answer to a mention.
    SCHEDULE_ASKED = "schedule_asked"
    OPEN_ASKED = "open_asked"
    CHOOSE_MEETING = "choose_meeting"
    # Buttons under an offer, and the switch of offers in the rules form.
    OFFER_YES = "offer_yes"
    OFFER_NO = "offer_no"
    OFFER_NEVER = "offer_never"
    OFFER_STOP = "offer_stop"
    TURN_ON_OFFERS = "turn_on_offers"
    TURN_OFF_OFFERS = "turn_off_offers"
    # Other buttons in App Home.
    SHOW_HELP = "show_help"
    SHOW_ADMIN_PAGE = "show_admin_page"
    # Buttons about a person's access tokens, in App Home and their own modal.
    SHOW_TOKENS = "show_tokens"
    CREATE_TOKEN = "create_token"
    REVOKE_TOKEN = "revoke_token"
    # Buttons about a person's calendars, in App Home, notices, the form and messages.
    CONNECT_GOOGLE = "connect_google"
    CONNECT_OUTLOOK = "connect_outlook"
    RECONNECT_CALENDAR = "reconnect_calendar"
    DISCONNECT_CALENDAR = "disconnect_calendar"
    OPEN_CONNECT_PAGE = "open_connect_page"  # a link: Slack tells of the click all the same
    # Buttons on a card.
    EDIT_BOOKING = "edit_booking"
    CANCEL_BOT = "cancel_bot"
    TRY_AGAIN = "try_again"
    VETO_RECORDING = "veto_recording"
    ALLOW_RECORDING = "allow_recording"
    # Buttons on the card and in its thread, once there is something recorded.
    SHOW_RECORDING = "show_recording"
    SHOW_TRANSCRIPT = "show_transcript"
    TRANSCRIBE_NOW = "transcribe_now"
    DELETE_RECORDING = "delete_recording"
    # Buttons below a summary, in the thread and in its modal.
    SHOW_SUMMARY = "show_summary"
    ASK_ABOUT_MEETING = "ask_about_meeting"
    SUMMARIZE_AGAIN = "summarize_again"
    SHARE_SUMMARY = "share_summary"
    # Buttons in the plan of a day, and the menu for when it is sent.
    PLAN_RECORD = "plan_record"
    PLAN_LEAVE_OUT = "plan_leave_out"
    SHOW_WHOLE_PLAN = "show_whole_plan"
    CHOOSE_PLAN_TIME = "choose_plan_time"
    # A button beside why a bot was booked without being asked for, on the card and in App Home.
    CHANGE_ORIGIN = "change_origin"
    # Buttons about a person's rules and series, in App Home, the rules form, the series' modal and a message.
    SHOW_RULES = "show_rules"
    PAUSE_RULES = "pause_rules"
    RESUME_RULES = "resume_rules"
    TURN_OFF_RULE = "turn_off_rule"
    USE_TEAM_DEFAULT = "use_team_default"
    PAUSE_TEAM_RULES = "pause_team_rules"
    RESUME_TEAM_RULES = "resume_team_rules"
    SHOW_SERIES = "show_series"
    EDIT_SERIES = "edit_series"
    TURN_ON_SERIES = "turn_on_series"
    NEVER_SERIES = "never_series"
    TURN_OFF_SERIES = "turn_off_series"
    CONTINUE_SERIES = "continue_series"
    END_SERIES = "end_series"
    LEAVE_OUT = "leave_out"
    RECORD_ONE = "record_one"
    # Buttons in the transcript's modal.
    PREVIOUS_PAGE = "previous_page"
    NEXT_PAGE = "next_page"


# One listener updates the form after any of these.
FORM_ACTIONS = (
    Action.PICK_MEETING,
    Action.PICK_LINK,
    Action.USE_LINK,
    Action.CHOOSE_WHEN,
    Action.CHOOSE_START,
    Action.CHOOSE_PRESET,
    Action.CHOOSE_TRANSCRIPT,
    Action.CHOOSE_RETENTION,
    Action.CHOOSE_DESTINATION,
    Action.POST_TO_ME,
    Action.POST_TO_CHANNEL,
    Action.TOGGLE_MORE_OPTIONS,
    Action.RESET_SETTINGS,
)


def with_suffix(name: str, suffix: str | int) -> str:
    """The block id of a field; no suffix where it is empty or 0."""
    return f"{name}{SUFFIX_MARK}{suffix}" if suffix else name


def field_name(block_id: str) -> str:
    """The name of a field, whatever the suffix of its block id."""
    return block_id.partition(SUFFIX_MARK)[0]
