"""Connect a calendar in Chromium against a real OpenID provider, which no one here has written.

npm's `oidc-provider` is certified and enforces redirect address, PKCE, client secret and single use. Others that can
be installed without more ado do not: PyPI's `oidc-provider-mock` takes any verifier, npm's `oauth2-mock-server` any
client, and neither has a page on which a person declines.
"""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import FLAGS, PATIENCE_MILLISECONDS, chromium
from tests.journeys.connecting import GOOGLE_SECRET, Connecting, a_connecting_world

PROVIDER = "oidc-provider@9.13.3"
SERVER = Path(__file__).parent / "openid" / "server.mjs"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="session")
def openid_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder with the provider installed by its name, and nothing that outlives the tests."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no node and npm here: apt-get install nodejs npm")
    folder = tmp_path_factory.mktemp("openid")
    shutil.copy(SERVER, folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), PROVIDER]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{PROVIDER} could not be installed with npm: {done.stderr.strip().splitlines()[-1:]}")
    return folder


@pytest.fixture
def serve_openid(openid_folder: Path) -> Iterator[Callable[[str], str]]:
    """Starts the provider for the app at this address; returns the issuer."""
    with ExitStack() as stack:

        def serve(app_url: str) -> str:
            environment = {
                **os.environ,
                "CLIENT_ID": "google-client",
                "CLIENT_SECRET": GOOGLE_SECRET,
                "REDIRECT_URI": f"{app_url}/connect/callback/google",
            }
            process = stack.enter_context(
                subprocess.Popen(
                    ["node", "server.mjs"],
                    cwd=openid_folder,
                    env=environment,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            )
            stack.callback(process.terminate)
            assert process.stdout is not None
            return f"http://127.0.0.1:{process.stdout.readline().strip()}"

        yield serve


@pytest.fixture
async def connecting(
    migrated_sqlite: Path, tmp_path: Path, serve_openid: Callable[[str], str]
) -> AsyncIterator[Connecting]:
    file = shutil.copy(migrated_sqlite, tmp_path / "browser.db")
    async with a_connecting_world(f"sqlite:///{file}", serve_google=serve_openid) as made:
        made.world.recall.connecting.find_account = lambda token: "jonas@example.com"
        yield made


@pytest.fixture
async def page() -> AsyncIterator[Any]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or set CHROMIUM to where it is")
    async_api = pytest.importorskip("playwright.async_api", reason="playwright is not installed: make test installs it")
    async with async_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        opened = await browser.new_page()
        opened.set_default_timeout(PATIENCE_MILLISECONDS)
        yield opened
        await browser.close()


async def sign_in(page: Any, email: str) -> None:
    await page.get_by_role("button", name="Continue to Google").click()
    await page.locator("input[name=login]").fill(email)
    await page.locator("input[name=password]").fill("made-up")
    await page.get_by_role("button", name="Sign-in").click()


async def test_a_calendar_is_connected_with_a_certified_provider(connecting: Connecting, page: Any) -> None:
    await page.goto(await connecting.link())
    await sign_in(page, "jonas@example.com")
    await page.get_by_role("button", name="Continue").click()

    await page.get_by_role("heading", name="Connected. You can close this page.").wait_for()
    assert "?" not in page.url
    (calendar,) = connecting.made_calendars()
    assert calendar.oauth_email == "jonas@example.com"
    assert len(calendar.oauth_refresh_token) > 20
    await connecting.until_connected()


async def test_someone_elses_account_is_refused_there_too(connecting: Connecting, page: Any) -> None:
    await page.goto(await connecting.link())
    await sign_in(page, "victor@example.com")
    await page.get_by_role("button", name="Continue").click()

    await page.get_by_role("heading", name="The email addresses don't match.").wait_for()
    assert connecting.made_calendars() == []


async def test_declining_there_comes_back_here(connecting: Connecting, page: Any) -> None:
    await page.goto(await connecting.link())
    await page.get_by_role("button", name="Continue to Google").click()
    await page.get_by_text("[ Cancel ]").click()

    await page.get_by_role("heading", name="You didn't allow access.").wait_for()
