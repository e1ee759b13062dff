"""Follow the links in the pretend Slack: each leads to a page that says what it stands for."""

import io
import re
import wave
from html import unescape

from bot.blocks.names import Action
from bot.sandbox.recall.player import generate_sound
from tests.sandbox.page.test_doing import books

A_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
LINK = re.compile(r'<a href="([^"]+)"[^>]*>([^<]+)</a>')


async def links(page, **place):
    return {words: unescape(address) for address, words in LINK.findall(await page.reads(**place))}


async def finished(page):
    """The reply that the bot has finished, in the thread of the card."""
    card = await books(page)
    (bot,) = page.stage.recall.bots
    await page.does("records", bot=bot.id)
    await page.does("finishes", bot=bot.id)
    await page.until(lambda: "dashboard" in page.stage.slack.messages("C0SALES")[-1].text)
    return card, page.stage.slack.messages("C0SALES")[-1]


async def test_the_recording_opens_as_a_page(page):
    card, reply = await finished(page)
    await page.does("press", name=Action.SHOW_RECORDING, channel=reply.channel_id, ts=reply.ts)
    await page.until(lambda: page.maya.ephemerals)

    found = await links(page, thread=card.ts)
    opened = await page.http.get(found["Watch recording"], headers=A_BROWSER)

    assert opened.headers["content-type"].startswith("text/html")
    assert "<h1>Acme renewal: pricing call</h1>" in opened.text
    assert "Priya Raman" in opened.text
    assert 'src="data:audio/wav;base64,' in opened.text


def test_the_sample_is_sound_that_can_be_played():
    with wave.open(io.BytesIO(generate_sound())) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        loudest = max(sound.readframes(sound.getnframes()))

    assert seconds == 12
    assert loudest > 150


async def test_the_dashboard_shows_the_bot_of_the_card(page):
    card, _ = await finished(page)
    (bot,) = page.stage.recall.bots

    found = await links(page, thread=card.ts)
    opened = await page.http.get(found["View in Recall.ai"], headers=A_BROWSER)

    assert opened.status_code == 200
    assert bot.id in opened.text
    assert "in call recording" in opened.text


async def test_the_dashboard_writes_out_what_people_called_a_bot(page):
    await books(page)
    (bot,) = page.stage.recall.bots
    bot.config["bot_name"] = "<script>alert(1)</script>"

    opened = await page.http.get(f"{page.stage.recall_url}/dashboard/explorer/bot/{bot.id}", headers=A_BROWSER)

    assert "<script>" not in opened.text


async def test_the_dashboard_knows_no_other_bot(page):
    opened = await page.http.get(f"{page.stage.recall_url}/dashboard/explorer/bot/nobody", headers=A_BROWSER)

    assert opened.status_code == 404
