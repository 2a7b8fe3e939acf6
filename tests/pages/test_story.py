"""The whole process over HTTP, on each database, with a real pair of versions of a real policy."""

import pytest
import time_machine

from tests.support import factories, story
from tests.support.pages import Client
from tests.support.tellers import HttpTeller


@pytest.fixture
def cast(client: Client) -> story.Cast:
    return story.make_cast(client)


@pytest.mark.long
def test_a_policy_goes_from_a_file_to_an_adoption_that_anyone_can_verify(
    client: Client, clock: time_machine.Traveller, cast: story.Cast
) -> None:
    story.tell(HttpTeller(client), cast, story.real_pair(), story.Clock(factories.NOW, clock.move_to))
