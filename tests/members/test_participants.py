"""The countries come from the configuration: which, how called, in which order in each language."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.record.entries import Entry
from members.models import Participant
from members.queries import participants
from sbcp.language import country_choices, locales
from sbcp.language.participants import display_name, ensure, file, footnote, in_order, read
from sbcp.paths import PARTICIPANTS
from sbcp.settings import UnsafeSettings

# Those that the declaration of 2017 counts cluster organisations in.
ELEVEN = {"AL", "BA", "BG", "GR", "HR", "ME", "MK", "RO", "RS", "SI", "TR"}

SMALL = """
[order]
en = ["RS", "MK"]
sr-Cyrl = ["MK", "RS"]

[[participant]]
code = "MK"
position = 1
[participant.name]
en = "The North"
sr-Cyrl = "Север"
[participant.footnote]
en = "As agreed."
sr-Cyrl = "По договору."

[[participant]]
code = "RS"
position = 2
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of an instance with a configuration of its own."""
    (tmp_path / "participants.toml").write_text(SMALL, "utf-8")
    return tmp_path


def codes(db: Session, locale: str) -> list[str]:
    with locales.speaking(locales.BY_CODE[locale]):
        return [participant.code for participant in in_order(participants(db))]


def test_the_starting_configuration_has_the_eleven_countries_of_the_declaration(
    db: Session, now: datetime
) -> None:
    ensure(db, now=now)
    assert {participant.code for participant in participants(db)} == ELEVEN
    for order in read(PARTICIPANTS).order.values():
        assert set(order) == ELEVEN


@pytest.mark.parametrize("locale", [locale.code for locale in locales.LOCALES])
def test_each_language_lists_the_countries_by_its_own_alphabet(
    db: Session, now: datetime, locale: str
) -> None:
    ensure(db, now=now)
    with locales.speaking(locales.BY_CODE[locale]):
        names = [display_name(participant) for participant in in_order(participants(db))]
        offered = [name for _code, name in country_choices.choices(participants(db))][: len(names)]
    alphabet = {"sr-Cyrl": "абвгдђежзијклљмнњопрстћуфхцчџш"}.get(locale, "abcčćdđefghijklmnopqrsštuüvwxyzž")
    ranks = [[alphabet.find(letter) for letter in name.casefold()] for name in names]
    assert ranks == sorted(ranks), names
    assert offered == names, "forms offer them in the same order"


def test_names_footnotes_and_order_are_what_the_configuration_says(
    db: Session, folder: Path, now: datetime
) -> None:
    ensure(db, folder, now)
    assert codes(db, "en") == ["RS", "MK"]
    assert codes(db, "sr-Cyrl") == ["MK", "RS"]
    assert codes(db, "sr-Latn") == ["MK", "RS"], "a language without an order has the general one"
    macedonia = participants(db)[0]
    with locales.speaking(locales.BY_CODE["en"]):
        assert (display_name(macedonia), footnote(macedonia)) == ("The North", "As agreed.")
    with locales.speaking(locales.BY_CODE["sr-Latn"]):
        assert (display_name(macedonia), footnote(macedonia)) == ("Sever", "Po dogovoru.")


def test_a_country_added_later_is_an_entry_of_the_record(db: Session, folder: Path, now: datetime) -> None:
    ensure(db, folder, now)
    path = file(folder)
    path.write_text(path.read_text("utf-8") + '\n[[participant]]\ncode = "TR"\nposition = 3\n', "utf-8")
    before = len(db.scalars(select(Entry)).all())
    ensure(db, folder, now)
    new = db.scalars(select(Entry).order_by(Entry.seq)).all()[before:]
    assert [(entry.action, entry.actor) for entry in new] == [("participant.added", "operator")]
    assert new[0].payload is not None
    assert new[0].payload.body["participant"] == "TR"
    assert codes(db, "en") == ["RS", "MK", "TR"], "one that is not listed comes last"


def test_a_new_order_is_an_entry_and_starting_again_is_none(db: Session, folder: Path, now: datetime) -> None:
    ensure(db, folder, now)
    path = file(folder)
    path.write_text(path.read_text("utf-8").replace('["RS", "MK"]', '["MK", "RS"]'), "utf-8")
    before = len(db.scalars(select(Entry)).all())
    for _ in range(2):
        ensure(db, folder, now)
    new = db.scalars(select(Entry).order_by(Entry.seq)).all()[before:]
    assert [entry.action for entry in new] == ["participants.ordered"]
    assert codes(db, "en") == ["MK", "RS"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('code = "RS"', 'code = "Serbia"', "Serbia"),
        ('code = "RS"', 'code = "X-TOO-LONG"', "X-TOO-LONG"),
        ("position = 2", 'position = 2\nfrom = "soon"', "date"),
        ("position = 2", "position = 2\nfrom = 2027-05-01\nuntil = 2027-04-30", "RS (ends before it begins)"),
        ("position = 2", 'position = 2\nsucceeds = "MK"', "RS (succeeds MK, without a day in from)"),
        ("position = 2", 'position = 2\nfrom = 2027-05-01\nsucceeds = "YU"', "which is not named"),
        ("position = 2", 'position = 2\nfrom = 2027-05-01\nsucceeds = "RS"', "in turn succeeds it"),
        ('code = "RS"', 'code = "MK"', "MK (twice)"),
        ('en = ["RS", "MK"]', 'en = ["RS", "FR"]', "FR (in the order of en)"),
        ('en = ["RS", "MK"]', 'en = ["RS", "RS"]', "RS (twice in the order of en)"),
        ('en = ["RS", "MK"]', 'xx = ["RS"]', "xx (no language"),
        ("position = 2", 'position = "two"', "int"),
        ("[order]", "[ordre]", "ordre"),
        ("[order]", "[[order", "participants.toml"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_configuration_with_a_mistake_says_which(folder: Path, old: str, new: str, told: str) -> None:
    path = file(folder)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(UnsafeSettings) as error:
        read(path)
    assert told in str(error.value)


ONE_AFTER_ANOTHER = """
[[participant]]
code = "X-NEW"
position = 1
from = 2027-02-01
succeeds = "X-OLD"
[participant.name]
en = "New Union"

[[participant]]
code = "X-OLD"
position = 2
from = 2020-01-01
[participant.name]
en = "Old Union"
sr-Cyrl = "Стара унија"
"""


def test_the_configuration_says_from_when_to_when_and_which_succeeds_which(
    db: Session, tmp_path: Path, now: datetime
) -> None:
    (tmp_path / "participants.toml").write_text(ONE_AFTER_ANOTHER, "utf-8")
    for _ in range(2):
        ensure(db, tmp_path, now)
    new, old = participants(db)
    assert (old.from_on, old.until_on) == (date(2020, 1, 1), date(2027, 1, 31))
    assert (new.from_on, new.until_on, new.succeeds) == (date(2027, 2, 1), None, old)
    actions = db.scalars(select(Entry.action).order_by(Entry.seq)).all()
    assert [action for action in actions if action.startswith("participant")] == [
        "participant.added",
        "participant.succeeded",
    ]


def test_a_succession_that_does_not_fit_the_one_on_the_record_says_so(
    db: Session, tmp_path: Path, now: datetime
) -> None:
    path = tmp_path / "participants.toml"
    path.write_text(ONE_AFTER_ANOTHER, "utf-8")
    ensure(db, tmp_path, now)
    another = '\n[[participant]]\ncode = "X-3"\nposition = 3\nfrom = 2028-01-01\nsucceeds = "X-OLD"\n'
    path.write_text(ONE_AFTER_ANOTHER + another, "utf-8")
    with pytest.raises(
        UnsafeSettings, match="X-3: The country that it succeeds takes part until another day"
    ):
        ensure(db, tmp_path, now)


@pytest.mark.parametrize(
    ("code", "names", "shown"),
    [
        ("XK", {}, ("Kosovo", "Косово", "Kosovo")),
        ("EU", {}, ("European Union", "Европска унија", "Evropska unija")),
        ("X-UNION", {"en": "The Union"}, ("The Union", "The Union", "The Union")),
        ("X-UNION", {"en": "The Union", "sr-Cyrl": "Унија"}, ("The Union", "Унија", "Unija")),
        ("X-UNION", {"sr-Cyrl": "Унија"}, ("X-UNION", "Унија", "Unija")),
        ("X-UNION", {}, ("X-UNION", "X-UNION", "X-UNION")),
        ("XA", {}, ("XA", "XA", "XA")),  # a code for tests in CLDR
    ],
    ids=str,
)
def test_a_country_that_the_cldr_does_not_know_is_called_as_in_english_or_by_its_code(
    code: str, names: dict[str, str], shown: tuple[str, ...]
) -> None:
    country = Participant(code=code, names=names)
    for locale, name in zip(locales.LOCALES, shown, strict=True):
        with locales.speaking(locale):
            assert display_name(country) == name
