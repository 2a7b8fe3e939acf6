"""The rule of entry into force through the pages: read by everybody, set by two persons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adoption import ruling
from adoption.entry_rules import EntryRule, parse_when
from adoption.kinds import ActKind, Level
from core.record.entries import Entry
from documents.models import Document
from documents.queries import document_by_slug
from members.models import Mandate, Person
from process.models import Step
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_mandate, make_participant
from tests.support.markup import Page
from tests.support.pages import Client

SignIn = Callable[[Person], None]
RULE = "/en/documents/policy/entry-into-force"
TYPED: dict[str, Any] = {
    "counts": ["ratification", "accession"],
    "level": "document seen",
    "needs": "2",
    "must": ["HR"],
    "n": "60",
    "delay": "days then first of month",
    "not_before-day": "1",
    "not_before-month": "1",
    "not_before-year": "2028",
    "open_to": ["RS", "HR"],
    "accession_open": "yes",
    "reason": "Article 12 says so.",
}
CHECK, ASK, CHANGE = "Check the rule", "Ask a second person", "Change something"
WORDS = (
    "2 countries are needed.",
    "What counts: Ratification, Accession.",
    "How well it must be proved: Document seen.",
    "after its own: 60 days, then the first of the next month",
    "These must be among them: Croatia.",
    "Not before 1 January 2028.",
    "Open to: Serbia, Croatia.",
    "Accession is open before the text is in force.",
)


def test_one_day_is_no_days(client: Client) -> None:
    with client.saved() as db:
        set_rule(db, make_document(db, slug="policy"), needs=1, when=parse_when("1 days"))
        then_first = parse_when("1 months, then the first of the next month")
        set_rule(db, make_document(db, slug="other"), needs=1, when=then_first)
        five = parse_when("5 days")
        set_rule(db, make_document(db, slug="third"), needs=1, when=five)
    assert "after its own: 1 day." in client.get(RULE).text
    other = RULE.replace("policy", "other")
    assert "after its own: 1 month, then the first of the next month." in client.get(other).text
    in_serbian = [
        client.get(address.replace("/en/", "/sr-Cyrl/")).text
        for address in (RULE, other, RULE.replace("policy", "third"))
    ]
    for text, words in zip(in_serbian, (": 1 дан.", ": 1 месец, па први дан", ": 5 дана."), strict=True):
        assert words in text


@dataclass
class Place:
    """A published document, and two of the secretariat; the reader is the first of them."""

    client: Client
    secretary: Mandate
    deputy: Mandate

    def check(self, *, status: int = 200, **typed: Any) -> Page:
        return self.client.submit(
            self.client.get(f"{RULE}/rule"), {**TYPED, **typed}, button=CHECK, status=status
        )

    def ask(self, **typed: Any) -> Page:
        return self.client.submit(self.check(**typed), button=ASK)

    def approve(self, asked: Page, status: int = 200) -> Page:
        self.client.sign_in(self.deputy.person)
        return self.client.submit(self.client.get(f"{asked.address}/decision?act=approve"), status=status)

    def rule(self) -> EntryRule | None:
        with self.client.saved() as db:
            return ruling.rule_of(db, document_by_slug(db, "policy"))


@pytest.fixture
def place(client: Client, sign_in: SignIn) -> Place:
    with client.saved() as db:
        for position, code in enumerate(("RS", "HR", "MK"), 1):
            make_participant(db, code, position=position)
        secretary, deputy = make_mandate(db), make_mandate(db)
        document = make_document(db, slug="policy", title="Model policy", by=secretary)
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        _ = secretary.person, deputy.person
    sign_in(secretary.person)
    return Place(client, secretary, deputy)


def meet(db: Any, document: Document) -> None:
    """A rule, and the act that meets it."""
    set_rule(db, document, now=NOW - timedelta(days=1))
    make_act(db, document)


# Setting it


def test_a_rule_is_checked_asked_for_approved_and_read_by_everybody(place: Place) -> None:
    check = place.check()
    for words in (*WORDS, "Nothing has been asked for yet.", "There is none yet.", "Article 12 says so."):
        assert words in check.text, words
    assert place.rule() is None
    asked = place.client.submit(check, button=ASK)
    assert place.rule() is None
    for words in ("Ratification, Accession", "60 days, then the first of the next month", "Croatia"):
        assert words in asked.text
    assert "Another rule has been asked for" in place.client.get(RULE).text
    assert place.approve(asked).address == RULE
    assert place.rule() == EntryRule(
        counts=(ActKind.RATIFICATION, ActKind.ACCESSION),
        level=Level.DOCUMENT_SEEN,
        needs=2,
        when=parse_when("60 days, then the first of the next month"),
        must=("HR",),
        not_before=NOW.date().replace(2028, 1, 1),
        open_to=("RS", "HR"),
        accession_open=True,
    )
    place.client.sign_out()
    page = place.client.get(RULE)
    for words in (*WORDS, "0 of 2 needed", "Still has to be among them: Croatia.", "Article 12 says so."):
        assert words in page.text, words
    assert f"Asked for by {place.secretary.person.name}" in page.text
    assert f"Approved by {place.deputy.person.name}" in page.text
    assert "Another rule has been asked for" not in page.text


def test_the_record_has_both_persons(place: Place) -> None:
    place.approve(place.ask())
    with place.client.saved() as db:
        (entry,) = db.scalars(select(Entry).where(Entry.action == "entry_rule.set"))
        assert entry.actor == place.deputy.actor
        assert entry.payload.body["asked_by"] == place.secretary.actor


def test_who_asked_does_not_approve(place: Place) -> None:
    asked = place.ask()
    place.client.get(f"{asked.address}/decision?act=approve", status=409)
    assert place.rule() is None


def test_all_that_is_missing_is_told_together_and_the_rest_is_kept(place: Place) -> None:
    page = place.check(
        counts=None, needs="many", n="", reason="", must=["MK"], **{"not_before-month": "13"}, status=422
    )
    for words in (
        "Choose at least one kind of act that counts.",
        "Enter how many countries are needed, as a number.",
        "Enter a whole number.",
        "Enter a day that there is",
        "Give a reason.",
    ):
        assert words in page.text, words
    page = place.client.submit(
        page,
        {"counts": ["ratification"], "needs": "1", "n": "3", "not_before-month": "12", "reason": "So."},
        button=CHECK,
        status=422,
    )
    assert "is one to whom the text is open" in page.text, "what the service alone knows"
    page = place.client.submit(page, {"must": ["RS"]}, button=CHECK)
    assert "These must be among them: Serbia." in page.text


@pytest.mark.parametrize(
    ("n", "delay", "status"),
    [
        ("0", "days", 200),
        ("3660", "days", 200),
        ("3661", "days", 422),
        ("121", "months", 422),
        ("0", "first of month", 422),
        ("3", "first of month", 200),
        ("120", "months then first of month", 200),
    ],
)
def test_a_day_of_effect_is_one_that_can_be_counted(place: Place, n: str, delay: str, status: int) -> None:
    place.check(n=n, delay=delay, status=status)


def test_one_can_go_back_from_the_check_with_all_that_was_typed(place: Place) -> None:
    form = place.client.submit(place.check(), button=CHANGE)
    check = place.client.submit(form, button=CHECK)
    for words in (*WORDS, "Article 12 says so."):
        assert words in check.text, words


def test_a_rule_is_changed_from_the_one_there_is(place: Place) -> None:
    place.approve(place.ask())
    place.client.sign_in(place.secretary.person)
    form = place.client.get(f"{RULE}/rule")
    check = place.client.submit(form, {"needs": "3", "must": None, "reason": "They agreed."}, button=CHECK)
    assert "3 countries are needed." in check.text
    assert "2 countries are needed." in check.text, "the rule now"
    asked = place.client.submit(check, button=ASK)
    assert "none in particular" in asked.text
    place.approve(asked)
    rule = place.rule()
    assert rule is not None
    assert (rule.needs, rule.must, rule.open_to) == (3, (), ("RS", "HR"))


def test_both_rules_stay_readable(place: Place) -> None:
    place.approve(place.ask())
    place.client.sign_in(place.secretary.person)
    place.approve(place.ask(needs="3", reason="They agreed."))
    page = place.client.get(RULE)
    assert page.text.index("This rule was set") < page.text.index("An earlier rule was set")
    for words in (
        "3 countries are needed.",
        "2 countries are needed.",
        "They agreed.",
        "Article 12 says so.",
    ):
        assert words in page.text, words


def test_the_same_rule_is_not_set_twice(place: Place) -> None:
    place.approve(place.ask())
    place.client.sign_in(place.secretary.person)
    assert "This is the rule already." in place.check(status=409).text


# What may no longer be


def test_a_rule_that_was_met_stays(place: Place) -> None:
    with place.client.saved() as db:
        meet(db, document_by_slug(db, "policy"))
    page = place.client.get(RULE)
    assert "It was met on 1 March 2027 and stays." in page.text
    assert "Change the rule" not in page.text
    assert "The rule has been met and stays" in place.client.get(f"{RULE}/rule", status=409).text


def test_a_request_is_overtaken_by_another_rule(place: Place) -> None:
    asked = place.ask()
    with place.client.saved() as db:
        set_rule(db, document_by_slug(db, "policy"))
    place.client.sign_in(place.deputy.person)
    assert "This request has been overtaken" in place.client.get(asked.address).text


def test_a_rule_is_not_set_once_the_one_before_was_met(place: Place) -> None:
    with place.client.saved() as db:
        set_rule(db, document_by_slug(db, "policy"), now=NOW - timedelta(days=1))
    asked = place.ask()
    with place.client.saved() as db:
        make_act(db, document_by_slug(db, "policy"))
    page = place.approve(asked, status=409)
    assert "The rule has been met and stays" in page.text
    rule = place.rule()
    assert rule is not None
    assert rule.needs == 1


def test_the_secretariat_alone_asks_for_a_rule(place: Place) -> None:
    with place.client.saved() as db:
        others = [make_mandate(db, role) for role in ("working_group", "government", "admin")]
        _ = [other.person for other in others]
    for other in others:
        place.client.sign_in(other.person)
        place.client.get(f"{RULE}/rule", status=403)
        assert "Set a rule" not in place.client.get(RULE).text


# Where it is found


def test_the_tracker_and_the_process_lead_to_it(place: Place) -> None:
    tracker = place.client.get("/en/adoption?document=policy")
    assert tracker.link("The rule of entry into force") == RULE
    assert place.client.get("/en/documents/policy/process").link("The rule of entry into force") == RULE
    place.client.sign_out()
    page = place.client.get(RULE)
    assert "No rule of entry into force has been set for this text." in page.text


def test_a_document_without_a_version_has_the_page_too(client: Client) -> None:
    with client.saved() as db:
        make_document(db, slug="young", versions=0)
    assert "no published version yet" in client.get("/en/documents/young/entry-into-force").text
