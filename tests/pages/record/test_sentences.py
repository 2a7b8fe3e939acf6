"""Entries as sentences: one for every action, in every language, whatever an entry says or leaves out."""

import re
from datetime import date
from typing import Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from core.record import public
from members.erasing import FORMER
from members.models import Mandate, Organisation, Person
from sbcp.language import glossary, locales
from sbcp.pages.record.kinds import KINDS
from sbcp.pages.record.sentences import machine
from sbcp.pages.record.sentences.sentence import Part, Sentence
from sbcp.pages.record.sentences.told import DocumentName, Names, Told
from sbcp.pages.record.sentences.writers import WRITERS, tell
from sbcp.paths import LOCALE
from tests.pages.record.actions import sites

TAG = re.compile(r"</?(?:version|round|comment|act|entry|head)>")
LANGUAGES = [locale.code for locale in locales.LOCALES]


def mandate(number: int, name: str, role: str, organisation: str) -> Mandate:
    return Mandate(
        id=number,
        person=Person(name=name),
        organisation=Organisation(name=organisation, tier="cluster"),
        role=role,
        starts_on=date(2027, 1, 1),
        basis="Decision 1",
    )


NAMES = Names(
    documents={"policy": DocumentName("policy", "Закон о кластерима", "sr-Cyrl")},
    mandates={
        4: mandate(4, "Ana Anić", "secretariat", "Council"),
        5: mandate(5, FORMER, "government", "Ministry"),
    },
    countries={"HR": "Croatia"},
)
DOCUMENT = "“Закон о кластерима”"
ANA = "Ana Anić (Secretariat, Council)"


def told(
    action: str, body: dict[str, Any] | None = None, subject: str = "document:policy", **more: Any
) -> Told:
    values = {"actor": "mandate:4", "names": NAMES, **more}
    return Told(action=action, subject=subject, body=body or {}, **values)


def links(sentence: Sentence) -> dict[str, str]:
    return {part.text: part.href for part in sentence.parts if part.href}


# A body as it is written today, and the sentence.
TOLD: list[tuple[str, dict[str, Any], str, str]] = [
    ("document.created", {"title": "x"}, "document:policy", f"{ANA} began the document {DOCUMENT}"),
    (
        "version.published",
        {"number": 3, "label": "трећи нацрт"},
        "document:policy",
        f"{ANA} published version 3 of {DOCUMENT}, “трећи нацрт”",
    ),
    (
        "version.summarised",
        {"version": 3, "languages": ["sr-Cyrl", "en"]},
        "document:policy",
        f"{ANA} wrote what version 3 of {DOCUMENT} says in plain words, in English, Српски",
    ),
    (
        "document.named",
        {"languages": ["sr-Latn", "sr-Cyrl"]},
        "document:policy",
        f"{ANA} wrote the title and the summary of {DOCUMENT} in Српски, Srpski",
    ),
    (
        "document.removed",
        {"reason": "Begun twice."},
        "document:policy",
        f"{ANA} took {DOCUMENT}, which was begun by mistake, out of the lists",
    ),
    (
        "process.stepped",
        {"from": "drafting", "to": "consultation", "reason": ""},
        "document:policy",
        f"{ANA} moved {DOCUMENT} from the stage “Being drafted” to “Consultation”",
    ),
    (
        "process.overridden",
        {"from": "drafting", "to": "consultation"},
        "document:policy",
        f"{ANA} moved {DOCUMENT} from the stage “Being drafted” to “Consultation”, "
        "although not every condition was met",
    ),
    (
        "consultation.opened",
        {
            "consultation": 7,
            "version": 1,
            "opens_at": "2027-03-01T12:00:00.000000Z",
            "closes_at": "2027-03-15T12:00:00.000000Z",
            "zone": "Europe/Tirane",
        },
        "document:policy",
        f"{ANA} set a consultation on version 1 of {DOCUMENT}, from 1 March 2027, 13:00 (Tirane) to "
        "15 March 2027, 13:00 (Tirane)",
    ),
    (
        "consultation.opened",
        {
            "consultation": 7,
            "version": 1,
            "closes_at": "2027-03-15T12:00:00.000000Z",
            "zone": "Europe/Tirane",
        },
        "document:policy",
        f"{ANA} opened a consultation on version 1 of {DOCUMENT}, until 15 March 2027, 13:00 (Tirane)",
    ),
    (
        "consultation.closed",
        {"consultation": 7, "version": 1, "comments": {"in_time": 1199, "late": 1}},
        "document:policy",
        f"The consultation on version 1 of {DOCUMENT} closed with 1,200 comments",
    ),
    (
        "submission.received",
        {"consultation": 7, "version": 1, "late": False, "comments": [{"number": 3}]},
        "document:policy",
        f"A response with 1 comment on version 1 of {DOCUMENT} was received in the consultation",
    ),
    (
        "comment.answered",
        {"comment": 3, "answer": "partly accepted"},
        "document:policy",
        f"{ANA} answered comment 3 on {DOCUMENT}: “Partly accepted”",
    ),
    (
        "comment.placed",
        {"comment": 3, "version": 2, "pid": None, "reason": "Gone."},
        "document:policy",
        f"{ANA} decided that comment 3 on {DOCUMENT} has no place in version 2",
    ),
    (
        "comments.carried",
        {"version": 2, "comments": 120, "kinds": {"unchanged": 120}},
        "document:policy",
        f"120 comments on {DOCUMENT} were carried to version 2",
    ),
    (
        "act.recorded",
        {
            "act": 9,
            "participant": "HR",
            "kind": "adopted by parliament",
            "version": 3,
            "done_on": "2027-05-03",
        },
        "document:policy",
        f"Croatia recorded its adoption of version 3 of {DOCUMENT} by parliament on 3 May 2027",
    ),
    (
        "act.verified",
        {"act": 9, "participant": "HR", "version": 3, "level": "in gazette"},
        "document:policy",
        f"{ANA} verified an act of Croatia on version 3 of {DOCUMENT}: “In gazette”",
    ),
    (
        "act.file_erased",
        {"act": 9, "participant": "HR", "version": 3, "sha256": "ab", "reason": "An address."},
        "document:policy",
        f"{ANA} erased a file of an act of Croatia on version 3 of {DOCUMENT}",
    ),
    (
        "act.name_erased",
        {"act": 9, "signatory": 4, "participant": "HR", "version": 3, "reason": "They asked for it."},
        "document:policy",
        f"{ANA} erased the name of somebody who signed an act of Croatia on version 3 of {DOCUMENT}",
    ),
    (
        "approval.refused",
        {"approval": 2, "kind": "version.publish", "asked_by": "mandate:5"},
        "document:policy",
        f"{ANA} refused what Former member (Government representative, Ministry) asked for, for {DOCUMENT}: "
        "“Publish a version”",
    ),
    (
        "mandate.given",
        {"mandate": 5, "role": "government", "organisation": "Ministry"},
        "members",
        f"{ANA} gave a mandate to Former member (Government representative, Ministry)",
    ),
    (
        "mandate.handed_over",
        {"mandate": 5, "to": 4},
        "members",
        f"{ANA} handed over the open work of Former member (Government representative, Ministry) to {ANA}",
    ),
    (
        "mandate.absent",
        {"absence": 1, "mandate": 5, "participant": "HR", "from": "2027-05-03", "until": "2027-05-09"},
        "members",
        f"{ANA} stated that Former member (Government representative, Ministry) is absent from 3 May 2027 "
        "to 9 May 2027",
    ),
    (
        "mandate.absent",
        {"absence": 1, "mandate": 5, "participant": "HR", "from": "2027-05-03", "until": None},
        "members",
        f"{ANA} stated that Former member (Government representative, Ministry) is absent from 3 May 2027 on",
    ),
    (
        "mandate.returned",
        {"absence": 1, "mandate": 5, "participant": "HR", "from": "2027-05-03", "until": None},
        "members",
        f"{ANA} stated that Former member (Government representative, Ministry) is absent no more",
    ),
    (
        "organisation.renamed",
        {"organisation": 2, "from": "Chamber", "to": "Комора"},
        "organisation:2",
        f"{ANA} changed the name of the organisation “Chamber”: it is now Комора",
    ),
    (
        "participant.renamed",
        {
            "participant": "HR",
            "from": {"names": {}, "footnotes": {}},
            "to": {"names": {"en": "Republic of Croatia"}, "footnotes": {}},
        },
        "participants",
        f"{ANA} changed how Croatia is called: “Croatia” is now “Republic of Croatia”",
    ),
    (
        "participant.succeeded",
        {"participant": "HR", "succeeds": "X-OLD", "from": "2027-05-03", "names": {}},
        "participants",
        f"{ANA} added Croatia to the countries of the process, to succeed X-OLD from 3 May 2027 on",
    ),
    (
        "recusal.begun",
        {"participant": "HR", "text": "My brother."},
        "document:policy",
        f"{ANA} takes no part in the adoption of {DOCUMENT} by Croatia",
    ),
    (
        "personal.erased",
        {"entry": 8, "comments": [3, 4], "text": True},
        "document:policy",
        f"The personal data of the author of comments 3, 4 on {DOCUMENT} were erased, and the words of the "
        "comments",
    ),
    (
        "personal.erased",
        {"mandates": [5]},
        "members",
        "The personal data of a member were erased: Former member (Government representative, Ministry)",
    ),
    (
        "record.payload_erased",
        {"entry": 8, "reason": ""},
        "document:policy",
        f"{ANA} erased the content of entry 8 of the record",
    ),
    (
        "act.recorded",
        {"participant": "RS", "kind": "withdrawal", "version": 3, "done_on": "2027-05-03", "about": None},
        "document:policy",
        f"Serbia recorded its withdrawal from version 3 of {DOCUMENT}, made on 3 May 2027",
    ),
    (
        "act.recorded",
        {"participant": "RS", "kind": "withdrawal", "version": 3, "done_on": "2027-05-03", "about": 7},
        "document:policy",
        f"Serbia recorded the withdrawal of an earlier act on version 3 of {DOCUMENT}, made on 3 May 2027",
    ),
    (
        "act.recorded",
        {
            "participant": "RS",
            "kind": "withdrawal",
            "version": 3,
            "done_on": "2027-05-03",
            "effective_on": "2027-09-01",
        },
        "document:policy",
        f"Serbia announced its withdrawal from version 3 of {DOCUMENT} on 3 May 2027, "
        "effective 1 September 2027",
    ),
    (
        "act.recorded",
        {
            "act": 10,
            "participant": "RS",
            "kind": "endorsed",
            "version": 3,
            "scopes": [4, 9],
            "done_on": "2027-05-03",
        },
        "document:policy",
        f"Serbia recorded an act on 2 chapters of version 3 of {DOCUMENT}, done on 3 May 2027: Endorsed",
    ),
    (
        "act.recorded",
        {
            "participant": "RS",
            "kind": "withdrawal",
            "version": 2,
            "done_on": "2027-05",
            "withdrawn": "signed",
        },
        "document:policy",
        f"Serbia recorded an act on version 2 of {DOCUMENT}, done in May 2027: Signature withdrawn",
    ),
    (
        "acts.listed",
        {"version": 2, "acts": 341, "list": 1},
        "document:policy",
        f"{ANA} took in a list of 341 past acts on version 2 of {DOCUMENT}",
    ),
    (
        "entry_rule.set",
        {"needs": 7},
        "document:policy",
        f"{ANA} set the rule of entry into force of {DOCUMENT}",
    ),
    ("record.signed", {"number": 5}, "record", "Signed head no. 5 was published"),
    (
        "record.covered",
        {"kinds": ["comment", "act", "things to come"]},
        "record",
        "The record began to cover: comments, acts of adoption, things to come",
    ),
]


def test_every_kind_that_the_record_covers_has_words() -> None:
    assert machine.KINDS.keys() == public.KINDS.keys()


@pytest.mark.parametrize(("action", "body", "subject", "words"), TOLD)
def test_an_entry_is_a_sentence(action: str, body: dict[str, Any], subject: str, words: str) -> None:
    assert str(tell(told(action, body, subject))) == words


def test_things_and_people_are_links() -> None:
    body = {"act": 9, "participant": "HR", "kind": "endorsed", "version": 3, "done_on": "2027-05-03"}
    assert links(tell(told("act.recorded", body))) == {
        "Croatia": "/en/countries/HR",
        "endorsement": "/en/documents/policy/acts/9",
        "version 3": "/en/documents/policy/versions/3",
        DOCUMENT: "/en/documents/policy",
    }
    answered = tell(told("comment.answered", {"comment": 3, "answer": "noted"}))
    assert links(answered)[ANA] == "/en/mandates/4"
    assert links(answered)["comment 3"] == "/en/documents/policy/comments/3"
    assert {part.lang for part in answered.parts if part.text == DOCUMENT} == {"sr-Cyrl"}


def test_every_action_that_the_code_writes_has_a_sentence_and_a_kind() -> None:
    places = sites()
    assert len(places) >= 20, "the calls that write are seen"
    assert [place for place, actions in places.items() if not actions] == [], "and so is what each writes"
    written = {action for actions in places.values() for action in actions}
    assert {
        "record.key",  # by a constant
        "consultation.closed_early",  # put together
        "approval.void",
        "recusal.ended",  # chosen before
        "comment.linked",  # given to a function
        "comment.kept",  # one of three
        "process.overridden",  # one of two
    } <= written
    assert len(written) >= 35
    assert written - WRITERS.keys() == set()
    assert written - glossary.ACTIONS.keys() == set(), "for entries whose content is gone"
    kinds = [action for _words, actions in KINDS.values() for action in actions]
    assert sorted(kinds) == sorted(WRITERS), "each action is of one kind"


EVERY_BODY: dict[str, Any] = {key: value for _action, body, *_more in TOLD for key, value in body.items()} | {
    "number": 3,
    "mandate": 4,
    "mandates": [4],
    "name": "Chamber",
    "consultation": 7,
    "closes_at": "2027-03-15T12:00:00.000000Z",
    "key": "ab" * 32,
    "revisions": ["R-3"],
}
OF_ACTION = {action: (body, subject) for action, body, subject, _words in TOLD}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", sorted(WRITERS))
def test_no_sentence_is_the_name_of_its_action(action: str, language: str) -> None:
    body, subject = OF_ACTION.get(action, (EVERY_BODY, "document:policy"))
    with locales.speaking(locales.BY_CODE[language]):
        words = str(tell(told(action, EVERY_BODY | body, subject)))
        assert words != glossary.action_name(action)
    assert action not in words
    assert "%(" not in words
    assert "<" not in words
    assert "mandate:" not in words


ODD: list[Any] = [
    *(None, True, 0, -1, 3, 10**30, "", "x", "%(who)s", "<act>", "2027-13-45", "2027-05-03", "99999999999"),
    *([], [None, {}, "x", 4, -4], ["a"], {}, {"number": []}, {"names": {"en": 3}}, {"names": {"en": "X"}}),
    *(
        {"title": ["x"], "language": 3},
        {"in_time": "many", "late": None},
        "Europe/Nowhere",
        "../etc",
        "mandate:x",
    ),
]
ODD_BODIES = st.fixed_dictionaries({}, optional=dict.fromkeys(EVERY_BODY, st.sampled_from(ODD)))


@given(
    action=st.sampled_from([*WRITERS, "some.thing"]),
    body=ODD_BODIES,
    subject=st.sampled_from(["document:policy", "document:gone", "members", "organisation:x", "record", ""]),
    actor=st.sampled_from(
        ["mandate:4", "mandate:99", "mandate:x", "system", "operator", "member", "public", "?"]
    ),
    erased=st.booleans(),
)
def test_a_sentence_never_fails(
    action: str, body: dict[str, Any], subject: str, actor: str, erased: bool
) -> None:
    """Whatever older or newer entries leave out, or say in another way."""
    for locale in locales.LOCALES:
        with locales.speaking(locale):
            assert str(tell(told(action, body, subject, actor=actor, erased=erased))).strip()


@pytest.mark.parametrize("action", sorted(WRITERS))
def test_an_entry_whose_content_was_erased_says_so(action: str) -> None:
    words = str(tell(told(action, erased=True)))
    assert words == f"{glossary.ACTIONS[action]}: {DOCUMENT}. The content of this entry has been erased."
    assert str(tell(told(action, subject="members", erased=True))).endswith("has been erased.")


def test_a_translated_sentence_has_the_links_of_its_original() -> None:
    for locale in locales.LOCALES:
        if locale.catalog and not locale.derived_latin:
            with (LOCALE / locale.catalog / "LC_MESSAGES" / "messages.po").open("rb") as stream:
                linked = [message for message in read_po(stream) if TAG.search(str(message.id))]
            assert len(linked) > 30
            for message in linked:
                originals = [message.id] if isinstance(message.id, str) else message.id
                texts = [message.string] if isinstance(message.string, str) else message.string
                wanted = [sorted(TAG.findall(text)) for text in originals]
                assert all(sorted(TAG.findall(text)) in wanted for text in texts), texts


def test_an_action_without_a_sentence_is_called_by_its_name() -> None:
    assert str(tell(told("meeting.held", {"a": 1}))) == f"meeting.held: {DOCUMENT}"
    assert str(tell(told("meeting.held", {"a": 1}, "members"))) == "meeting.held"


def test_who_acted_is_said_without_a_mandate_too() -> None:
    published = {"number": 1, "label": ""}
    actors = {
        "operator": "The operator of this site",
        "system": "This site",
        "mandate:77": "Mandate no. 77",
    }
    for actor, words in actors.items():
        assert str(tell(told("version.published", published, actor=actor))).startswith(f"{words} published")


def test_a_document_that_is_not_there_is_named_as_its_address_does() -> None:
    sentence = tell(told("version.published", {"number": 1, "label": "x"}, "document:gone"))
    assert str(sentence) == f"{ANA} published version 1 of “gone”, “x”"
    assert list(links(sentence)) == [ANA]


def test_parts_that_lead_nowhere_are_words() -> None:
    assert tell(told("record.signed", {"number": "x"}, "record")).parts == (
        Part("Head of the record signed"),
    )
