"""The whole process in a real browser: on a desk with JavaScript, on a tablet that htmx does not reach, and
on a phone without JavaScript."""

import pytest
import time_machine
from playwright.sync_api import Browser

from tests.support import factories, story
from tests.support.pages import Client
from tests.support.tellers import window

pytestmark = pytest.mark.browser


@pytest.mark.long
@pytest.mark.parametrize(
    ("scripts", "width", "blocked"),
    [(True, 1280, ""), (True, 768, "**/htmx.js"), (False, 320, "")],
    ids=["scripts", "htmx blocked", "no scripts"],
)
def test_the_story_in_chromium(
    browser: Browser,
    instance: Client,
    ticking: time_machine.Traveller,
    scripts: bool,
    width: int,
    blocked: str,
) -> None:
    with window(browser, instance, scripts=scripts, width=width, blocked=blocked) as teller:
        clock = story.Clock(factories.NOW, ticking.move_to)
        story.tell(teller, story.make_cast(instance), story.real_pair(), clock)
