"""Who signed an act, and under what: what is taken, what is told, and a name that goes."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption.kinds import SIGNED_BY_PEOPLE, ActKind
from adoption.models import Act, SignatoryName
from adoption.public import ACT_SIGNATORY, SIGNATORY_NAME
from adoption.queries import Days, adoption_json
from adoption.recording import checks, papers, signatories
from adoption.recording.signatories import Signed
from core.errors import Conflict, Invalid, NotFound
from core.record.canonical import canonical
from core.record.entries import Entry
from core.record.public import compared
from documents.models import Document
from tests.adoption.making import make_act
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.papers import make_files

MINISTER = Signed("Signe Example", "Министар привреде", "full powers", "Од 3. фебруара, Влада")
AMBASSADOR = Signed("Sam Example", "Амбасадор", "practice")


@pytest.fixture
def document(db: Session) -> Document:
    return make_document(db, slug="policy")


def told(db: Session) -> list[dict[str, object]]:
    """What programs are told of those who signed the last act."""
    acts = adoption_json(db, Days(NOW.date()))[0]["acts"]
    return list(acts[-1]["signatories"])


def body(db: Session, action: str = "act.recorded") -> dict[str, object]:
    entry = db.scalars(select(Entry).where(Entry.action == action).order_by(Entry.seq.desc())).first()
    assert entry is not None
    assert entry.payload is not None
    return dict(entry.payload.body)


def test_several_people_sign_each_with_office_and_powers(db: Session, document: Document) -> None:
    act = make_act(db, document, "signed", signatories=[MINISTER, AMBASSADOR])
    assert told(db) == [
        {
            "signatory": act.signatories[0].id,
            "name": "Signe Example",
            "office": "Министар привреде",
            "powers": "full powers",
            "powers_text": "Од 3. фебруара, Влада",
            "language": "sr-Cyrl",
            "full_powers_shown": True,
            "erased": False,
        },
        {
            "signatory": act.signatories[1].id,
            "name": "Sam Example",
            "office": "Амбасадор",
            "powers": "practice",
            "powers_text": "",
            "language": "sr-Cyrl",
            "full_powers_shown": None,
            "erased": False,
        },
    ]


@pytest.mark.parametrize("kind", ActKind)
def test_signatures_and_instruments_of_consent_name_who_signed_and_nothing_else(
    db: Session, document: Document, kind: ActKind
) -> None:
    act = Act(kind=kind, signatories=signatories.linked([MINISTER]))
    taken = {"signed", "signed ad referendum", "signed subject to approval", "succession to signature"}
    taken |= {"definitive signature", "ratification", "acceptance", "approval", "formal confirmation"}
    taken |= {"accession", "succession"}
    assert (kind in SIGNED_BY_PEOPLE) == (kind in taken)
    if kind in taken:
        checks.check_signatories(act)
    else:
        with pytest.raises(Invalid) as error:
            checks.check_signatories(act)
        assert error.value.field == "signatories"


def test_a_correction_names_who_signed_where_the_act_that_it_restates_does(
    db: Session, document: Document
) -> None:
    by = make_mandate(db, "government", country="RS")
    signed = make_act(db, document, "signed", by=by, signatories=[MINISTER])
    make_act(db, document, "correction", by=by, about=signed, signatories=[AMBASSADOR])
    assert [each["name"] for each in told(db)] == ["Sam Example"]
    adopted = make_act(db, document, "adopted by government", by=by)
    with pytest.raises(Invalid):
        make_act(db, document, "correction", by=by, about=adopted, signatories=[AMBASSADOR])


@pytest.mark.parametrize(
    "signed",
    [
        Signed("", "", "practice", "Something"),
        Signed("Signe Example", "Minister", "", ""),
        Signed("Signe Example", "Minister", "by right", ""),
        Signed("Signe Example", "Minister Signe Example", "practice"),
        Signed("Signe Example", "Minister", "full powers", "Given to SIGNE EXAMPLE on 3 February"),
        Signed("S" * 201, "Minister", "practice"),
    ],
    ids=["nobody", "no powers", "unknown powers", "name in office", "name in powers", "long name"],
)
def test_what_could_not_be_told_or_erased_is_not_taken(
    db: Session, document: Document, signed: Signed
) -> None:
    with pytest.raises(Invalid) as error:
        make_act(db, document, "signed", signatories=[signed])
    assert error.value.field == "signatories"


def test_five_people_sign_and_not_six(db: Session, document: Document) -> None:
    make_act(db, document, "signed", signatories=[AMBASSADOR] * 5)
    with pytest.raises(Invalid):
        signatories.linked([AMBASSADOR] * 6)


def test_full_powers_are_shown_by_words_or_by_a_file_and_else_it_is_said_that_they_are_not(
    db: Session, document: Document
) -> None:
    by = make_mandate(db, "government", country="RS")
    bare = Signed("Signe Example", "Minister", "full powers")
    make_act(db, document, "signed", by=by, signatories=[bare])
    assert [each["full_powers_shown"] for each in told(db)] == [False]
    paper = make_files(db, "paper")[0]
    act = make_act(db, document, "ratification", by=by, signatories=[bare], files=[(paper, "full powers")])
    assert [each["full_powers_shown"] for each in told(db)] == [True]
    papers.erase_file(db, paper.id, reason="It showed an address.", now=NOW)
    assert [each.lacks_powers for each in act.signatories] == [True]


def test_two_acts_that_differ_in_a_name_alone_are_two(db: Session, document: Document) -> None:
    by = make_mandate(db, "government", country="RS")
    make_act(db, document, "signed", by=by, signatories=[AMBASSADOR])
    make_act(db, document, "signed", by=by, signatories=[Signed("Other Example", *("Амбасадор", "practice"))])
    with pytest.raises(Conflict):
        make_act(db, document, "signed", by=by, signatories=[AMBASSADOR])


def test_the_record_has_the_name_by_a_salted_digest_alone(db: Session, document: Document) -> None:
    act = make_act(db, document, "signed", signatories=[MINISTER])
    entry = body(db)
    number = act.signatories[0].id
    assert entry["signatories"] == [
        {"office": "Министар привреде", "powers": "full powers", "powers_text": "Од 3. фебруара, Влада"}
    ]
    assert "Signe" not in canonical(entry).decode()
    assert {f"act_signatory:{act.id}/{number}", f"signatory_name:{number}"} <= set(entry["objects"])  # type: ignore[call-overload]
    [[_name, content]] = SIGNATORY_NAME.rows(db)
    assert content["name"] == "Signe Example"
    assert len(content["salt"]) == 32


def test_an_act_of_before_is_on_the_record_as_it_was(db: Session, document: Document) -> None:
    make_act(db, document, "signed")
    assert "signatories" not in body(db)


def test_an_erased_name_is_gone_and_the_rest_stays_and_holds(db: Session, document: Document) -> None:
    act = make_act(db, document, "signed", signatories=[MINISTER, AMBASSADOR])
    number = act.signatories[0].id
    assert signatories.erase_name(db, number, reason="They asked for it.", now=NOW) == []
    first, second = told(db)
    assert (first["name"], first["erased"], first["office"]) == ("", True, "Министар привреде")
    assert (second["name"], second["erased"]) == ("Sam Example", False)
    named = db.scalars(select(SignatoryName).order_by(SignatoryName.signatory_id)).all()
    assert named[0].salt == ""
    erased = body(db, "act.name_erased")
    assert erased["reason"] == "They asked for it."
    assert set(erased["objects"]) == {f"signatory_name:{number}"}  # type: ignore[call-overload]
    shown = [(SIGNATORY_NAME, each) for each in named]
    assert all(each.alike for each in compared(db, shown).values())
    assert [content["powers"] for _name, content in ACT_SIGNATORY.rows(db)] == ["full powers", "practice"]


def test_erasing_names_others_of_the_same_name_and_is_done_once(db: Session, document: Document) -> None:
    by = make_mandate(db, "government", country="RS")
    acts = [
        make_act(db, document, kind, by=by, signatories=[AMBASSADOR]) for kind in ("signed", "ratification")
    ]
    first, second = (act.signatories[0].id for act in acts)
    with pytest.raises(Invalid):
        signatories.erase_name(db, first, reason=" ", now=NOW)
    assert signatories.erase_name(db, first, reason="They asked.", now=NOW) == [second]
    for number in (first, second + 1):
        with pytest.raises(NotFound):
            signatories.erase_name(db, number, reason="Again.", now=NOW)
