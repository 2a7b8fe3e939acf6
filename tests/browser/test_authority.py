"""Who may speak for whom, in a real browser with a real mail server: somebody is invited, accepts, sets
up a passkey, acts; the mandate ends, and with it every door."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from documents.models import DraftParagraph, Revision
from members.models import Mandate
from tests.browser.conftest import serving
from tests.browser.test_passkeys import is_clean, window
from tests.mail.letters import send_all
from tests.support import factories
from tests.support.pages import Client
from tests.support.servers.databases import Store
from tests.support.servers.smtp import PostOffice, link_in

pytestmark = pytest.mark.browser

INVITED = "nada@example.org"
LAST_DAY = factories.NOW.replace(day=31, hour=23, minute=30)
FIRST_DAY_AFTER = LAST_DAY + timedelta(hours=1)


@pytest.fixture
def posting(
    store: Store, ticking: time_machine.Traveller, tmp_path: Path, post: PostOffice
) -> Iterator[Client]:
    """An instance that sends its mail."""
    with serving(store, tmp_path, smtp=post.settings) as client:
        yield client


@pytest.fixture
def admin(posting: Client) -> Mandate:
    with posting.saved() as db:
        factories.make_document(db, slug="policy", by=factories.make_mandate(db))
        return factories.make_mandate(db, "admin", person=factories.make_person(db, "Adam Admin"))


@pytest.mark.long
def test_S02_S08_from_the_invitation_to_the_end_of_the_mandate(
    browser: Browser,
    posting: Client,
    post: PostOffice,
    admin: Mandate,
    ticking: time_machine.Traveller,
) -> None:
    somebody_is_invited(posting, admin)
    with window(browser, posting) as (page, _devices, _device):
        the_invitation_is_accepted(page, posting, post)
        a_passkey_is_set_up(page, posting, post)
        a_paragraph_is_changed(page)
        the_change_names_the_mandate(posting)
        ticking.move_to(LAST_DAY)
        the_passkey_lets_in_again(page)
        ticking.move_to(FIRST_DAY_AFTER - timedelta(minutes=40))  # still the last day
        open_draft(page)
        assert page.get_by_role("heading", level=1).inner_text().startswith("Change")
        page.locator("[name=markdown]").fill("Words typed a minute too late.")
        page.locator("[name=reason]").fill("To be clearer")
        ticking.move_to(FIRST_DAY_AFTER)
        the_session_that_lives_on_is_refused(page)
        nothing_was_written(posting)
        signing_in_again_opens_nothing(page)


def somebody_is_invited(posting: Client, admin: Mandate) -> None:
    posting.sign_in(admin.person)
    page = posting.get("/en/invitations")
    values = {
        "name": "Nada New",
        "email": INVITED,
        "language": "en",
        "role": "working_group",
        "organisation": str(admin.organisation_id),
        "basis": "Decision 7/2027",
        "ends_on-day": "31",
        "ends_on-month": "3",
        "ends_on-year": "2027",
    }
    posting.submit(posting.submit(page, values), button="Send the invitation")
    posting.sign_out()


def newest_link(posting: Client, post: PostOffice, part: str) -> str:
    """The address in the newest letter to the invited, once the sender has been round."""
    send_all(posting, post)
    return link_in(post.to(INVITED)[-1], part)


def the_invitation_is_accepted(page: Page, posting: Client, post: PostOffice) -> None:
    page.goto(newest_link(posting, post, "/invitation/"))
    is_clean(page)
    assert "/invitation/" not in page.url, "the token has left the address"
    page.get_by_role("button", name="Accept the mandate").click()
    page.get_by_text("You have accepted the mandate.").first.wait_for()


def a_passkey_is_set_up(page: Page, posting: Client, post: PostOffice) -> None:
    page.goto("/en/signin")
    page.get_by_label("E-mail address").fill(INVITED)
    page.get_by_role("button", name="Send me a link and a code").click()
    page.goto(newest_link(posting, post, "/signin/"))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    open_draft(page)
    assert "/draft/" not in page.url, "no page for writing opens without a second factor"
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Office laptop")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("link", name="I have kept them: continue").click()


def open_draft(page: Page) -> None:
    page.goto("/en/documents/policy/draft/paragraphs/2")


def a_paragraph_is_changed(page: Page) -> None:
    open_draft(page)
    is_clean(page)
    page.locator("[name=markdown]").fill("First aim: clusters learn from one another.")
    page.locator("[name=reason]").fill("To be clearer")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("First aim: clusters learn from one another.").first.wait_for()


def the_change_names_the_mandate(posting: Client) -> None:
    with posting.saved() as db:
        last = db.scalars(select(Revision).order_by(Revision.id.desc())).first()
        assert last is not None
        assert last.made_by is not None
        assert last.made_by.role == "working_group"
        assert last.made_by.person.email == INVITED


def the_passkey_lets_in_again(page: Page) -> None:
    page.goto("/en/signin")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Documents", level=1).wait_for()


def the_session_that_lives_on_is_refused(page: Page) -> None:
    with page.expect_navigation() as going:
        page.get_by_role("button", name="Save").click()
    assert going.value is not None
    assert going.value.status == 403
    assert "Words typed a minute too late." in (page.text_content("body") or ""), "nothing typed is lost"
    is_clean(page)


def nothing_was_written(posting: Client) -> None:
    with posting.saved() as db:
        assert (
            db.scalar(
                select(func.count())
                .select_from(DraftParagraph)
                .where(DraftParagraph.markdown.contains("too late"))
            )
            == 0
        )


def signing_in_again_opens_nothing(page: Page) -> None:
    """The account is still the person's own, with what we hold of them; the drafts are closed."""
    page.get_by_role("button", name="Sign out").click()
    page.goto("/en/signin")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign out").wait_for()
    answer = page.goto("/en/documents/policy/draft/paragraphs/2")
    assert answer is not None
    assert answer.status == 403
