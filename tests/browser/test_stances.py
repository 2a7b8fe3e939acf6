"""A country objects and takes it back, in a browser: on a desk with JavaScript, and on a phone without."""

import pytest
from playwright.sync_api import Browser

from process.models import Step
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.pages import Client
from tests.support.tellers import window

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_an_objection_stands_in_the_way_until_the_country_takes_it_back(
    browser: Browser, instance: Client, scripts: bool, width: int
) -> None:
    with instance.saved() as db:
        document = make_document(db, slug="policy")
        db.add(Step(document=document, stage="revision", taken_at=NOW))
        minister, secretary = make_mandate(db, "government"), make_mandate(db, "secretariat")
        _ = minister.person, secretary.person
    with window(browser, instance, scripts=scripts, width=width) as teller:
        teller.sign_in(minister.person)
        teller.open("/en/documents/policy/process")
        teller.follow("State what your country says …")
        teller.submit({"kind": "object"}, "Check it", status=422)
        teller.submit({"kind": "object", "reason": "It asks too much.", "language": "en"}, "Check it")
        assert "It asks too much." in teller.text
        teller.submit({}, "Publish it")
        teller.leave()
        teller.open("/en/documents/policy/process")
        assert "Serbia ✕Objects" in teller.text
        assert "The objection of 1 country stands." in teller.text, "and that is in the way of adoption"
        teller.sign_in(minister.person)
        teller.open("/en/documents/policy/process")
        teller.follow("Withdraw this … (Objects, since 1 March 2027)")
        teller.submit({"reason": "We were heard.", "language": "en"}, "Check it")
        teller.submit({}, "Withdraw it")
        teller.leave()
        teller.open("/en/documents/policy/process")
        assert "We were heard." in teller.text
        assert "The objection of 1 country stands." not in teller.text
