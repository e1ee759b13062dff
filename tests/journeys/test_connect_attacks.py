"""Anyone who tries to have someone else's calendar read, or to slip someone their own, gets nothing."""

import pytest

from bot.core.calendars.flow import FLOW_TTL, FLOWS_WITHIN, MOST_FLOWS
from bot.core.calendars.owner_check import OwnerCheck
from bot.core.calendars.providers import CalendarProvider
from bot.scheduling.calendars.start import ConnectLink, StartRefusal
from tests.journeys.connecting import OTHER_TENANT, a_connecting_world, victor


@pytest.fixture
async def connecting(sqlite_url):
    async with a_connecting_world(sqlite_url) as made:
        yield made


def nothing_is_connected(connecting):
    return connecting.made_calendars() == [] and connecting.world.recall.requests_to("POST", "/api/v2/calendars/") == []


async def test_a_link_sent_to_someone_else_never_binds_their_calendar_to_the_sender(connecting):
    """Jonas starts, and sends his link to Victor, who consents in his own browser with his own account."""
    account = victor(connecting.google)
    link = await connecting.link(connecting.world.jonas)
    victors = connecting.browser()

    page = await victors.opens(link)
    assert "jonas (jonas@example.com) in the Slack workspace" in page.text
    assert "If that isn't you, close this page" in page.text
    page = await victors.submits(await victors.submits(page), button="allow", account=account.email)

    assert "The email addresses don't match" in page.text
    assert nothing_is_connected(connecting)
    assert await connecting.connections(connecting.world.jonas) == ()
    (token,) = connecting.google.revoked
    assert token not in connecting.google.grants.refresh_tokens


async def test_a_grant_is_not_given_back_where_that_would_end_a_calendar_that_works(connecting):
    """Google revokes for the whole of a Cloud project."""
    link = await connecting.link(connecting.world.jonas)
    browser = connecting.browser()

    page = await browser.submits(
        await browser.submits(await browser.opens(link)), button="allow", account="maya@example.com"
    )

    assert "The email addresses don't match" in page.text
    assert connecting.google.revoked == []


async def test_a_code_of_ones_own_cannot_be_slipped_into_another_browser(connecting):
    """Login CSRF: Mallory makes Jonas's browser load the end of her own consent."""
    world, mallorys, jonass = connecting.world, connecting.browser(), connecting.browser()
    stopped = await stop_before_the_callback(connecting, mallorys, world.maya, "maya@example.com")
    await jonass.opens(await connecting.link(world.jonas))  # so that there is a cookie

    page = await jonass.opens(stopped)

    assert "This link has expired or was already used." in page.text
    assert nothing_is_connected(connecting)
    page = await mallorys.opens(stopped)  # and her own is not burnt by that
    assert page.text.startswith("Connected.")


async def test_an_answer_of_the_other_provider_is_not_taken(connecting):
    browser = connecting.browser()
    stopped = await stop_before_the_callback(connecting, browser, connecting.world.jonas, "jonas@example.com")

    page = await browser.opens(stopped.replace("/callback/google", "/callback/microsoft"))

    assert "This link has expired or was already used." in page.text
    assert nothing_is_connected(connecting)


@pytest.mark.parametrize("edit", ["state=", "state=made-up", "state=%00"])
async def test_a_state_that_no_one_awaits_is_refused(connecting, edit):
    browser = connecting.browser()
    stopped = await stop_before_the_callback(connecting, browser, connecting.world.jonas, "jonas@example.com")

    page = await browser.opens(f"{stopped.partition('?')[0]}?code=made-up&{edit}")

    assert page.status == 410
    assert nothing_is_connected(connecting)


async def test_opening_the_page_changes_nothing_however_often(connecting):
    link = await connecting.link()
    previewed = [await connecting.browser().opens(link) for _ in range(3)]

    page = await connecting.connects_with(link)

    assert all(page.status == 200 for page in previewed)
    assert page.text.startswith("Connected.")


async def test_a_form_on_another_site_cannot_press_the_button(connecting):
    """It would take someone past the page that names who asks."""
    link = await connecting.link()
    browser = connecting.browser()
    await browser.opens(link)

    page = await browser.posts(link, proof="made-up")

    assert page.status == 403
    assert connecting.google.grants.requests == {}


async def test_the_second_browser_that_starts_is_refused(connecting):
    link = await connecting.link()
    first, second = connecting.browser(), connecting.browser()
    second_page = await second.opens(link)
    await first.submits(await first.opens(link))

    page = await second.submits(second_page)

    assert page.status == 403
    assert "another browser" in page.text


async def test_a_link_works_once(connecting):
    link = await connecting.link()
    await connecting.connects_with(link)

    page = await connecting.browser().opens(link)

    assert page.status == 410


async def test_a_link_is_dead_after_ten_minutes(connecting):
    link = await connecting.link()
    browser = connecting.browser()
    page = await browser.opens(link)
    connecting.world.clock.advance(FLOW_TTL)

    assert (await browser.submits(page)).status == 410
    assert (await browser.opens(link)).status == 410


async def test_an_answer_that_comes_too_late_is_refused(connecting):
    browser = connecting.browser()
    stopped = await stop_before_the_callback(connecting, browser, connecting.world.jonas, "jonas@example.com")
    connecting.world.clock.advance(FLOW_TTL)

    page = await browser.opens(stopped)

    assert page.status == 410
    assert nothing_is_connected(connecting)


async def test_no_one_starts_without_end(connecting):
    for _ in range(MOST_FLOWS):
        await connecting.link()

    assert await connecting.starts() is StartRefusal.TOO_MANY
    assert isinstance(await connecting.starts(connecting.world.olga), ConnectLink)
    connecting.world.clock.advance(FLOWS_WITHIN)
    assert isinstance(await connecting.starts(), ConnectLink)


async def test_the_pages_are_not_framed_kept_or_referred_from(connecting):
    link = await connecting.link()
    browser = connecting.browser()
    pages = [await browser.opens(link), await browser.opens(f"{connecting.world.url}/connect/made-up")]
    pages.append(await browser.submits(await browser.submits(pages[0]), button="allow"))

    for page in pages:
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.response.text


async def test_the_last_page_has_a_clean_address(connecting):
    browser = connecting.browser()

    page = await connecting.connects(browser=browser)

    assert "?" not in page.url
    assert "/connect/done/" in page.url


async def test_a_name_in_slack_is_no_markup_on_the_page(connecting):
    connecting.world.jonas.user.real_name = "<img src=x>"
    connecting.world.jonas.user.name = "<script>alert(1)</script>"

    page = await connecting.browser().opens(await connecting.link())

    assert "<script>alert" not in page.response.text
    assert "&lt;script&gt;" in page.response.text


async def test_an_address_that_another_organizations_admin_made_up_does_not_count(sqlite_url):
    """nOAuth: in an app for several organizations Microsoft's `email` proves nothing."""
    async with a_connecting_world(sqlite_url, tenant="organizations") as connecting:
        connecting.microsoft.accounts.clear()
        connecting.microsoft.add_account("jonas@example.com", organization=OTHER_TENANT)

        page = await connecting.connects(provider=CalendarProvider.MICROSOFT)

        assert "didn't confirm this account's email address" in page.text
        assert nothing_is_connected(connecting)


@pytest.mark.parametrize("value", [True, 1, "1", "true"])
async def test_an_address_whose_domain_owner_has_verified_it_counts(sqlite_url, value):
    async with a_connecting_world(sqlite_url, tenant="organizations") as connecting:
        connecting.microsoft.accounts.clear()
        connecting.microsoft.add_account("jonas@example.com", organization=OTHER_TENANT, claims={"xms_edov": value})

        page = await connecting.connects(provider=CalendarProvider.MICROSOFT)

        assert page.text.startswith("Connected.")


async def test_another_tenants_account_cannot_use_an_app_of_one_tenant(connecting):
    """The real Microsoft refuses it itself; anyone who stood in its place would not pass either."""
    connecting.microsoft.accounts.clear()
    connecting.microsoft.add_account("jonas@example.com", organization=OTHER_TENANT)
    connecting.microsoft.misbehave(claims={"iss": "https://login.example.com/other/v2.0"})

    page = await connecting.connects(provider=CalendarProvider.MICROSOFT)

    assert "couldn't be verified" in page.text
    assert nothing_is_connected(connecting)


async def test_signing_in_with_slack_shows_who_sits_at_the_browser(sqlite_url):
    async with a_connecting_world(sqlite_url, owner_check=OwnerCheck.SLACK, has_slack_sign_in=True) as connecting:
        browser = connecting.browser()
        slack = await browser.submits(await browser.opens(await connecting.link()))
        assert "Sign in with Slack" in slack.text

        google = await browser.submits(slack, button="allow", account="jonas@example.com")
        page = await browser.submits(google, button="allow", account="jonas@example.com")

        assert page.text.startswith("Connected.")


async def test_someone_else_in_slack_does_not_get_as_far_as_the_provider(sqlite_url):
    async with a_connecting_world(sqlite_url, owner_check=OwnerCheck.SLACK, has_slack_sign_in=True) as connecting:
        browser = connecting.browser()
        slack = await browser.submits(await browser.opens(await connecting.link()))

        page = await browser.submits(slack, button="allow", account="olga@example.com")

        assert "signed in to Slack as someone else" in page.text
        assert connecting.google.grants.requests == {}
        assert nothing_is_connected(connecting)


async def test_a_private_account_is_connected_by_anyone_who_signed_in_with_slack(sqlite_url):
    """Their meetings are theirs in Slack, although the address is another."""
    async with a_connecting_world(
        sqlite_url, owner_check=OwnerCheck.SLACK, has_slack_sign_in=True, tenant="common"
    ) as connecting:
        world = connecting.world
        world.recall.connecting.when_connected(
            "jonas@mail.test", lambda calendar_id: world.meeting("Choir", calendar_id=calendar_id)
        )
        connecting.microsoft.add_account("jonas@mail.test")
        browser = connecting.browser()
        link = await connecting.link(provider=CalendarProvider.MICROSOFT)
        slack = await browser.submits(await browser.opens(link))
        microsoft = await browser.submits(slack, button="allow", account="jonas@example.com")
        page = await browser.submits(microsoft, button="allow", account="jonas@mail.test")

        assert page.text.startswith("Connected.")
        await connecting.until_offered("Choir")


async def test_the_owner_of_an_address_in_the_same_organization_is_told(sqlite_url):
    async with a_connecting_world(sqlite_url, owner_check=OwnerCheck.DOMAIN) as connecting:
        world = connecting.world
        connecting.google.add_account("olga@example.com", organization="example.com")

        page = await connecting.connects(account="olga@example.com")

        assert page.text.startswith("Connected.")
        channel = world.slack.open_direct_message(world.olga.user.id)
        message = await world.card(channel.id, saying="connected the Google Calendar")
        assert "<@U0JONAS>" in message.text


async def test_a_private_account_is_of_no_organization(sqlite_url):
    async with a_connecting_world(sqlite_url, owner_check=OwnerCheck.DOMAIN) as connecting:
        connecting.google.add_account("other@example.com")

        page = await connecting.connects(account="other@example.com")

        assert "The email addresses don't match" in page.text
        assert nothing_is_connected(connecting)


async def stop_before_the_callback(connecting, browser, who, account):
    """The address of the callback, which the browser has not loaded."""
    consent = await browser.submits(await browser.opens(await connecting.link(who)))
    return await browser.submits_without_following(consent, button="allow", account=account)
