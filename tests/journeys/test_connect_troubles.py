"""Everything that can go wrong on the way is said on the page, and leaves nothing half-connected."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.core.calendars.connection import ConnectionState
from bot.core.calendars.providers import CalendarProvider
from tests.journeys.connecting import a_connecting_world

GOOGLE, MICROSOFT = CalendarProvider.GOOGLE, CalendarProvider.MICROSOFT
ALMOST_TEN_MINUTES = timedelta(minutes=9)
AN_HOUR = timedelta(hours=1)
CALENDARS = "/api/v2/calendars/"


@pytest.fixture
async def connecting(sqlite_url):
    async with a_connecting_world(sqlite_url) as made:
        yield made


UNFRIENDLY = [
    (GOOGLE, {"callback_error": ("access_denied", "")}, "You didn't allow access."),
    (GOOGLE, {"callback_error": ("admin_policy_enforced", "")}, "Google admin blocks this app. Ask them to allow it"),
    (GOOGLE, {"callback_error": ("server_error", "")}, "Google isn't responding right now."),
    (GOOGLE, {"callback_error": ("<script>", "<b>")}, "This app isn't set up correctly at Google."),
    (GOOGLE, {"callback_iss": "https://evil.example.com"}, "Google's answer couldn't be verified."),
    (GOOGLE, {"leaves_out_refresh_token": True}, "Google didn't give lasting access. Remove this app at https://my"),
    (GOOGLE, {"token_error": (400, "invalid_grant", "")}, "That took too long."),
    (GOOGLE, {"token_error": (401, "invalid_client", "")}, "Google doesn't accept this app's credentials."),
    (GOOGLE, {"token_error": (400, "made_up", "")}, "This app isn't set up correctly at Google."),
    (GOOGLE, {"token_html": 500}, "Google isn't responding right now."),
    (GOOGLE, {"token_html": 200}, "Google's answer couldn't be verified."),
    (GOOGLE, {"claims": {"nonce": "made-up"}}, "Google's answer couldn't be verified."),
    (GOOGLE, {"claims": {"aud": "another-client"}}, "Google's answer couldn't be verified."),
    (GOOGLE, {"claims": {"iss": "https://evil.example.com"}}, "Google's answer couldn't be verified."),
    (GOOGLE, {"claims": {"exp": 1}}, "Google's answer couldn't be verified."),
    (GOOGLE, {"claims": {"email_verified": False}}, "Google didn't confirm this account's email address."),
    (GOOGLE, {"claims": {"email": None}}, "Google didn't confirm this account's email address."),
    (GOOGLE, {"discovery_status": 500}, "isn't responding right now."),
    (GOOGLE, {"discovery": {"issuer": "https://evil.example.com"}}, "answer couldn't be verified."),
    (GOOGLE, {"discovery": {"token_endpoint": "http://evil.example.com/token"}}, "answer couldn't be verified."),
    (MICROSOFT, {"callback_error": ("access_denied", "AADSTS65004: User declined")}, "You didn't allow access."),
    (MICROSOFT, {"callback_error": ("access_denied", "AADSTS90094: admin")}, "admin must approve this app first."),
    (MICROSOFT, {"callback_error": ("consent_required", "AADSTS65001: x")}, "admin must approve this app first."),
    (MICROSOFT, {"callback_error": ("access_denied", "AADSTS50105: x")}, "This account isn't allowed to use this app."),
    (MICROSOFT, {"token_error": (400, "invalid_request", "AADSTS50011: x")}, "isn't set up correctly at Microsoft."),
    (MICROSOFT, {"token_error": (401, "invalid_client", "AADSTS7000222: x")}, "doesn't accept this app's credentials."),
    (MICROSOFT, {"token_error": (400, "invalid_grant", "AADSTS53003: x")}, "Microsoft admin blocks this app."),
    (MICROSOFT, {"claims": {"oid": None}}, "Microsoft didn't confirm this account's email address."),
]


@pytest.mark.parametrize(("provider", "how", "said"), UNFRIENDLY)
async def test_an_unfriendly_provider_is_answered_with_the_sentence_that_helps(connecting, provider, how, said):
    pretend = connecting.google if provider is GOOGLE else connecting.microsoft
    pretend.misbehave(**how)

    page = await connecting.connects(provider=provider)

    assert said in page.text
    assert "evil" not in page.text
    assert "AADSTS" not in page.text
    assert connecting.made_calendars() == []
    assert await connecting.connections() == ()
    pretend.behave()  # and it can be tried again at once
    if "discovery" not in str(how):
        assert (await connecting.connects(provider=provider)).text.startswith("Connected.")


async def test_a_provider_that_hangs_is_not_waited_for_for_ever(connecting, monkeypatch):
    monkeypatch.setattr("bot.oauth.client.REQUEST_SECONDS", 0.1)
    connecting.google.misbehave(seconds=5.0)

    page = await connecting.connects()

    assert "Google isn't responding right now." in page.text


async def test_an_unticked_calendar_permission_is_no_connection(connecting):
    page = await connecting.connects(calendar=None)

    assert "The calendar permission is missing." in page.text
    assert connecting.made_calendars() == []


async def test_declining_on_the_providers_page_is_no_error(connecting):
    page = await connecting.connects(button="deny")

    assert "You didn't allow access." in page.text


async def test_the_admins_link_is_on_the_page_where_admins_must_consent(connecting):
    connecting.microsoft.misbehave(callback_error=("access_denied", "AADSTS90094: admin"))

    page = await connecting.connects(provider=MICROSOFT)

    (link,) = [each for each in page.links if "adminconsent" in each]
    assert "client_id=microsoft-client" in link
    callback = f"{connecting.world.url}/connect/callback/microsoft?state=admin-consent"
    assert "Approved" in (await connecting.browser().opens(f"{callback}&admin_consent=True&tenant=x")).text
    assert "Not approved" in (await connecting.browser().opens(f"{callback}&error=access_denied")).text


async def test_a_callback_loaded_twice_does_no_harm(connecting):
    browser = connecting.browser()
    consent = await browser.submits(await browser.opens(await connecting.link()))
    callback = await browser.submits_without_following(consent, button="allow")

    pages = await asyncio.gather(browser.opens(callback), browser.opens(callback))
    pages.append(await browser.opens(callback))

    assert {page.text.partition(".")[0].removesuffix(" This takes a few seconds") for page in pages} <= {
        "Connected",
        "Connecting… Connecting…",
        "Connected. You can close this page",
    }
    assert pages[-1].text.startswith("Connected.")
    assert len(connecting.made_calendars()) == 1
    assert len(connecting.world.recall.requests_to("POST", CALENDARS)) == 1


async def test_pressing_the_button_twice_does_no_harm(connecting):
    browser = connecting.browser()
    page = await browser.opens(await connecting.link())
    await browser.submits(page)

    consent = await browser.submits(page)

    assert (await browser.submits(consent, button="allow")).text.startswith("Connected.")


async def test_a_browser_without_cookies_is_told_so(connecting):
    browser = connecting.browser()
    page = await browser.opens(await connecting.link())
    browser.forgets_cookies()

    assert "with cookies allowed" in (await browser.submits(page)).text


async def test_someone_whom_slack_does_not_vouch_for_any_more_gets_no_page(connecting):
    link = await connecting.link()
    connecting.world.jonas.user.deleted = True
    connecting.world.clock.advance(ALMOST_TEN_MINUTES)

    page = await connecting.browser().opens(link)

    assert page.status == 403
    assert "Your Slack account can't use this app." in page.text


async def test_recall_that_does_not_answer_is_said_and_nothing_is_kept(connecting):
    connecting.world.recall.fail_next(503, method="POST", path=CALENDARS, times=9)

    page = await connecting.connects()

    assert "Recall.ai isn't responding right now." in page.text
    assert connecting.made_calendars() == []


async def test_an_answer_of_recalls_that_gets_lost_makes_no_second_calendar(connecting):
    connecting.world.recall.break_off_next(method="POST", path=CALENDARS)

    page = await connecting.connects()

    assert page.text.startswith("Connected.")
    assert len(connecting.made_calendars()) == 1
    await connecting.until_connected()


async def test_recall_that_refuses_keeps_no_row(connecting):
    connecting.world.recall.fail_next(400, method="POST", path=CALENDARS)

    page = await connecting.connects()

    assert "Recall.ai didn't accept this calendar." in page.text
    assert await connecting.connections() == ()


async def test_a_calendar_that_cannot_be_noted_here_is_taken_back(connecting, monkeypatch):
    async def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(connecting.world.store.connections, "record_calendar", fail)

    page = await connecting.connects()

    assert "Something went wrong on our side." in page.text
    assert connecting.made_calendars() == []
    assert len(connecting.world.recall.requests_to("DELETE", f"{CALENDARS}*/")) == 1


async def test_a_crash_between_recalls_answer_and_our_note_is_made_good_within_the_hour(connecting, monkeypatch):
    async def die(*_, **__):
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(connecting.world.store.connections, "record_calendar", die)
        with suppress(Exception):  # its connection broke
            await connecting.connects()
    (calendar,) = connecting.made_calendars()
    assert [each.state for each in await connecting.connections()] == [ConnectionState.CONNECTING]

    connecting.world.clock.advance(AN_HOUR)
    await connecting.calendars.keep_true.run()

    view = await connecting.until_connected()
    assert view.connection.calendar_id == calendar.id


async def test_what_never_reached_recall_is_forgotten_within_the_hour(connecting):
    connecting.world.recall.fail_next(503, method="POST", path=CALENDARS, times=9)
    await connecting.connects()
    connecting.world.recall.clear_faults()

    connecting.world.clock.advance(AN_HOUR)
    await connecting.calendars.keep_true.run()

    assert await connecting.connections() == ()


async def test_a_calendar_that_an_admin_had_connected_is_adopted(connecting):
    known = connecting.world.recall.add_calendar("jonas@example.com")

    page = await connecting.connects()

    assert page.text.startswith("Connected.")
    (calendar,) = connecting.made_calendars()
    assert calendar.id == known.id
    assert connecting.google.find_account(calendar.oauth_refresh_token) == "jonas@example.com"


async def test_another_persons_calendar_is_not_adopted_where_recall_does_not_know_the_filter(connecting):
    """An unknown filter is ignored: the list then begins with someone else's."""
    recall = connecting.world.recall
    recall.connecting.ignores_filters = True
    before = connecting.world.calendar.oauth_refresh_token

    await connecting.connects()

    assert connecting.world.calendar.oauth_refresh_token == before
    assert [each.oauth_email for each in connecting.made_calendars()] == ["jonas@example.com"]


async def test_connecting_the_same_account_again_makes_no_second_calendar(connecting):
    await connecting.connects()
    first = await connecting.until_connected()

    page = await connecting.connects()

    assert page.text.startswith("Connected.")
    assert len(connecting.made_calendars()) == 1
    assert [each.connection.id for each in await connecting.connections()] == [first.connection.id]


async def test_two_tabs_at_once_make_one_calendar(connecting):
    callbacks = []
    browser = connecting.browser()
    for _ in range(2):
        consent = await browser.submits(await browser.opens(await connecting.link()))
        callbacks.append(await browser.submits_without_following(consent, button="allow"))

    pages = await asyncio.gather(*(browser.opens(each) for each in callbacks))

    assert all(page.text.startswith("Connected.") for page in pages)
    assert len(connecting.made_calendars()) == 1


async def test_several_accounts_of_one_person_stand_beside_each_other(connecting):
    await connecting.connects(provider=GOOGLE)
    await connecting.connects(provider=MICROSOFT)

    assert {each.connection.provider for each in await connecting.connections()} == {GOOGLE, MICROSOFT}
    assert len(connecting.made_calendars()) == 2


async def test_an_account_that_another_person_has_connected_stays_theirs(connecting):
    """Two Slack accounts with one address, as an admin may write down."""
    await connecting.connects()
    (view,) = await connecting.connections()
    world = connecting.world
    await world.restarts({"people": {world.olga.user.id: ["jonas@example.com"]}})

    page = await connecting.connects(world.olga, account="jonas@example.com")

    assert "connected by another Slack account" in page.text
    assert [each.connection.id for each in await connecting.connections()] == [view.connection.id]


async def test_a_reconnect_takes_no_other_account(sqlite_url):
    async with a_connecting_world(
        sqlite_url, configuration={"people": {"U0JONAS": ["other@example.com"]}}
    ) as connecting:
        connecting.google.add_account("other@example.com")
        await connecting.connects(account="jonas@example.com")
        view = await connecting.until_connected()
        token = connecting.made_calendars()[0].oauth_refresh_token

        page = await connecting.connects(connection_id=view.connection.id, account="other@example.com")

        assert "That is a different Google account." in page.text
        assert [each.oauth_refresh_token for each in connecting.made_calendars()] == [token]


async def test_a_reconnect_after_the_calendar_was_deleted_at_recall_makes_a_new_one(connecting):
    await connecting.connects()
    view = await connecting.until_connected()
    connecting.world.recall.delete_calendar(view.connection.calendar_id)

    page = await connecting.connects(connection_id=view.connection.id)

    assert page.text.startswith("Connected.")
    (calendar,) = connecting.made_calendars()
    assert (await connecting.until_connected()).connection.calendar_id == calendar.id
