"""The whole process in a real browser: on a desk with JavaScript, and on a phone without; and its beginning,
until people have commented, on a tablet that htmx does not reach."""

import pytest
import time_machine
from playwright.sync_api import Browser

from tests.support import factories, story
from tests.support.pages import Client
from tests.support.tellers import window

pytestmark = pytest.mark.browser


@pytest.mark.long
def test_the_story_in_chromium(browser: Browser, instance: Client, ticking: time_machine.Traveller) -> None:
    with window(browser, instance, scripts=True, width=1280) as teller:
        clock = story.Clock(factories.NOW, ticking.move_to)
        story.tell(teller, story.make_cast(instance), story.real_pair(), clock)


@pytest.mark.long
def test_the_story_begins_without_htmx(
    browser: Browser, instance: Client, ticking: time_machine.Traveller
) -> None:
    """It is what goes by itself that is lost, and nothing else. The pages are those that axe sees above."""
    with window(browser, instance, scripts=True, width=768, blocked="**/htmx.js", axe=False) as teller:
        clock = story.Clock(factories.NOW, ticking.move_to)
        story.tell_until_it_was_commented_on(teller, story.make_cast(instance), story.real_pair(), clock)
