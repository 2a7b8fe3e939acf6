"""Second factors: what is taken, what is refused, and what goes with what."""

import json
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.encryption import seal
from core.errors import DomainError, Invalid, NotFound, Refused
from members.models import Person
from members.signin import apps, factors, passkeys, recovery
from members.signin.models import CodeApp, Passkey, RecoveryCode
from members.signin.passkeys import Ceremony, Site
from tests.support.authenticator import Authenticator
from tests.support.factories import NOW, make_mandate, make_person
from tests.support.recorded import put_what_is_left_on_record

KEY = "a key for tests only, long enough"
SITE = Site(name="SBCP", host="localhost", origin="http://localhost", key=KEY)

# As it is for a guesser: trying one takes long on purpose, and during tests it does not.
COST = dict(recovery.COST)


@pytest.fixture
def ana(db: Session) -> Person:
    return make_person(db)


def to_register(db: Session, person: Person) -> Ceremony:
    return passkeys.options_to_register(db, SITE, person=person, session=1, now=NOW)


def register(
    db: Session, person: Person, device: Authenticator, *, name: str = "Laptop", session: int = 1
) -> Passkey:
    asked = to_register(db, person)
    return passkeys.register(
        db,
        SITE,
        person=person,
        session=session,
        ticket=asked.ticket,
        answer=device.create(asked.options),
        name=name,
        now=NOW,
    )


def to_answer(db: Session, person: Person | None) -> Ceremony:
    return passkeys.options_to_answer(db, SITE, person=person, session=1, now=NOW)


def show(
    db: Session,
    person: Person | None,
    device: Authenticator,
    asked: Ceremony | None = None,
    *,
    minutes: int = 0,
    session: int = 1,
    change: Callable[[dict[str, dict[str, str]]], None] = lambda _answer: None,
) -> Passkey:
    asked = asked or to_answer(db, person)
    answer = json.loads(device.get(asked.options))
    change(answer)
    return passkeys.answer(
        db,
        SITE,
        person=person,
        session=session,
        ticket=asked.ticket,
        answer=json.dumps(answer),
        now=NOW + timedelta(minutes=minutes),
    )


def test_a_passkey_is_registered_and_shown(db: Session, ana: Person) -> None:
    device = Authenticator()
    made = register(db, ana, device, name="  Office   laptop ")
    assert (made.name, made.sign_count, made.used_at) == ("Office laptop", 0, None)
    assert show(db, ana, device) is made
    assert (made.sign_count, made.used_at) == (1, NOW)
    assert show(db, None, device) is made, "it also says by itself whose it is"


def test_one_person_has_several_and_each_device_one(db: Session, ana: Person) -> None:
    first, second = Authenticator(), Authenticator()
    register(db, ana, first)
    asked = json.loads(to_register(db, ana).options)
    assert len(asked["excludeCredentials"]) == 1
    register(db, ana, second)
    assert first.handle == second.handle
    with pytest.raises(Refused):
        register(db, ana, first)
    assert len(passkeys.of_person(db, ana)) == 2


def test_what_a_device_learns_of_a_person_is_random(db: Session, ana: Person) -> None:
    register(db, ana, device := Authenticator())
    register(db, make_person(db), other := Authenticator())
    assert device.handle != other.handle
    assert len(device.handle) == 43


def test_S08_a_passkey_asks_who_is_there(db: Session, ana: Person) -> None:
    asked = json.loads(to_register(db, ana).options)
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    device = Authenticator()
    device.verifies = False
    with pytest.raises(Invalid):
        register(db, ana, device)
    device.verifies = True
    register(db, ana, device)
    device.verifies = False
    with pytest.raises(Invalid):
        show(db, ana, device)


def test_S11_an_answer_to_a_challenge_is_worth_nothing_a_second_time(db: Session, ana: Person) -> None:
    device = Authenticator()
    register(db, ana, device)
    asked = to_answer(db, ana)
    show(db, ana, device, asked)
    with pytest.raises(Refused):
        show(db, ana, device, asked)


@pytest.mark.parametrize("minutes", [10, 60, -30])
def test_S11_a_challenge_is_too_old_after_ten_minutes(db: Session, ana: Person, minutes: int) -> None:
    device = Authenticator()
    register(db, ana, device)
    with pytest.raises(Refused):
        show(db, ana, device, minutes=minutes)


def test_a_challenge_is_for_one_session_and_one_purpose(db: Session, ana: Person) -> None:
    device = Authenticator()
    with pytest.raises(Refused):
        register(db, ana, device, session=2)
    register(db, ana, device)
    with pytest.raises(Refused):
        show(db, ana, device, session=2)
    asked = to_answer(db, ana)
    with pytest.raises(Refused):
        show(db, ana, device, Ceremony(asked.options, to_register(db, ana).ticket))


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost"},
        {"host": "evil.example"},
    ],
)
def test_a_passkey_of_another_place_is_refused(db: Session, ana: Person, lie: dict[str, str]) -> None:
    device = Authenticator()
    register(db, ana, device)
    for name, value in lie.items():
        setattr(device, name, value)
    with pytest.raises(Invalid):
        show(db, ana, device)


def test_a_copy_of_a_device_is_noticed_by_its_counter(db: Session, ana: Person) -> None:
    device = Authenticator()
    register(db, ana, device)
    device.count = 7
    show(db, ana, device)
    device.count = 3
    with pytest.raises(Invalid):
        show(db, ana, device)


def test_a_signature_of_another_key_is_refused(db: Session, ana: Person) -> None:
    device, other = Authenticator(), Authenticator()
    register(db, ana, device)
    device.key = other.key
    with pytest.raises(Invalid):
        show(db, ana, device)


def test_S15_nobody_shows_the_passkey_of_somebody_else(db: Session, ana: Person) -> None:
    device, theirs = Authenticator(), Authenticator()
    register(db, ana, device)
    other = make_person(db)
    passkey = register(db, other, theirs)
    with pytest.raises(Refused):
        show(db, ana, theirs)
    with pytest.raises(Refused):
        show(db, None, theirs, change=lambda answer: answer["response"].update(userHandle=device.handle))
    with pytest.raises(NotFound):
        passkeys.own(db, ana, passkey.id)


def test_S02_a_passkey_lets_nobody_in_who_is_disabled(db: Session, ana: Person) -> None:
    device = Authenticator()
    register(db, ana, device)
    ana.disabled_at = NOW
    with pytest.raises(Refused):
        show(db, None, device)


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x" * 30_000, '{"id": "a", "rawId": 1}', '{"id": {}}']
)
def test_S37_an_answer_that_is_none_is_refused(db: Session, ana: Person, answer: str) -> None:
    register(db, ana, Authenticator())
    for person in (ana, None):
        asked = to_answer(db, person)
        with pytest.raises(DomainError):
            passkeys.answer(db, SITE, person=person, session=1, ticket=asked.ticket, answer=answer, now=NOW)
    with pytest.raises(DomainError):
        passkeys.register(
            db,
            SITE,
            person=ana,
            session=1,
            ticket=to_register(db, ana).ticket,
            answer=answer,
            name="a",
            now=NOW,
        )


@pytest.mark.parametrize("name", ["", "   ", "a" * 61, "\x07\xad"])
def test_a_passkey_has_a_name_in_one_line(db: Session, ana: Person, name: str) -> None:
    with pytest.raises(Invalid) as error:
        register(db, ana, Authenticator(), name=name)
    assert error.value.field == "name"


# The app for codes


def set_up(db: Session, person: Person) -> pyotp.TOTP:
    secret, ticket = apps.propose(KEY, person=person, now=NOW)
    totp = pyotp.TOTP(secret)
    apps.add(db, KEY, person=person, ticket=ticket, code=totp.at(NOW), now=NOW)
    return totp


def test_an_app_is_set_up_with_the_code_it_shows_and_then_believed(db: Session, ana: Person) -> None:
    totp = set_up(db, ana)
    later = NOW + timedelta(minutes=3)
    code = totp.at(later)
    apps.use(db, KEY, person=ana, code=f"{code[:3]} {code[3:]}", now=later)
    for other in ("", "000000", "12345", totp.at(NOW + timedelta(minutes=9))):
        with pytest.raises(Invalid):
            apps.use(db, KEY, person=ana, code=other, now=NOW + timedelta(minutes=5))


def test_the_secret_of_an_app_has_160_bits_and_is_sealed(db: Session, ana: Person) -> None:
    totp = set_up(db, ana)
    assert len(totp.byte_secret()) == 20
    assert totp.secret not in db.scalars(select(CodeApp.secret)).one()


def test_S11_a_code_of_an_app_is_taken_once_and_no_earlier_one_after_it(db: Session, ana: Person) -> None:
    totp = set_up(db, ana)
    with pytest.raises(Invalid):
        apps.use(db, KEY, person=ana, code=totp.at(NOW), now=NOW)
    later = NOW + timedelta(minutes=5)
    apps.use(db, KEY, person=ana, code=totp.at(later), now=later)
    for back in (0, 30):
        with pytest.raises(Invalid):
            apps.use(db, KEY, person=ana, code=totp.at(later - timedelta(seconds=back)), now=later)


@pytest.mark.parametrize(("seconds", "taken"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_a_phone_may_be_half_a_minute_off(db: Session, ana: Person, seconds: int, taken: bool) -> None:
    totp, later = set_up(db, ana), NOW + timedelta(hours=1)
    code = totp.at(later + timedelta(seconds=seconds))
    if taken:
        apps.use(db, KEY, person=ana, code=code, now=later)
    else:
        with pytest.raises(Invalid):
            apps.use(db, KEY, person=ana, code=code, now=later)


def test_what_an_app_was_proposed_is_for_one_person_and_half_an_hour(db: Session, ana: Person) -> None:
    secret, ticket = apps.propose(KEY, person=ana, now=NOW)
    assert apps.proposed(KEY, ticket, person=ana, now=NOW) == secret
    assert apps.proposed(KEY, ticket, person=make_person(db), now=NOW) is None
    assert apps.proposed(KEY, ticket, person=ana, now=NOW + timedelta(minutes=30)) is None
    assert apps.proposed(KEY, seal(KEY, "{}"), person=ana, now=NOW) is None
    assert apps.proposed(KEY, "junk", person=ana, now=NOW) is None


def test_one_person_has_one_app(db: Session, ana: Person) -> None:
    set_up(db, ana)
    with pytest.raises(Refused):
        set_up(db, ana)


def test_an_app_whose_secret_cannot_be_opened_any_more_is_not_believed(db: Session, ana: Person) -> None:
    totp = set_up(db, ana)
    with pytest.raises(Refused):
        apps.use(db, "another key", person=ana, code=totp.at(NOW), now=NOW)


# Recovery codes


def test_S11_ten_recovery_codes_work_once_each(db: Session, ana: Person) -> None:
    codes = recovery.make(db, ana, NOW)
    assert len(set(codes)) == recovery.left(db, ana) == 10
    assert recovery.use(db, person=ana, code=codes[3].upper().replace("-", " "), now=NOW) == 9
    with pytest.raises(Invalid):
        recovery.use(db, person=ana, code=codes[3], now=NOW)
    with pytest.raises(Invalid):
        recovery.use(db, person=make_person(db), code=codes[4], now=NOW)


def test_S11_recovery_codes_are_kept_as_passwords_are(db: Session, ana: Person) -> None:
    codes = recovery.make(db, ana, NOW)
    kept = str(list(db.execute(select(RecoveryCode.__table__))))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert COST["n"] * COST["r"] * 128 >= 16 * 1024 * 1024  # bytes for each try


def test_new_recovery_codes_make_the_old_ones_worthless(db: Session, ana: Person) -> None:
    old = recovery.make(db, ana, NOW)
    new = recovery.make(db, ana, NOW)
    with pytest.raises(Invalid):
        recovery.use(db, person=ana, code=old[0], now=NOW)
    assert recovery.use(db, person=ana, code=new[0], now=NOW) == 9


# All of them


def test_recovery_codes_are_no_factor_of_their_own_and_go_with_the_last_one(db: Session, ana: Person) -> None:
    set_up(db, ana)
    passkey = register(db, ana, Authenticator())
    recovery.make(db, ana, NOW)
    held = factors.of_person(db, ana)
    assert (held.count, held.recovery_left) == (2, 10)
    assert factors.remove_passkey(db, passkey)
    assert recovery.left(db, ana) == 10
    assert held.app is not None
    assert not factors.remove_app(db, held.app)
    assert not factors.of_person(db, ana).any
    assert recovery.left(db, ana) == 0


def test_S08_a_reset_takes_every_factor_away_and_is_done_by_another(db: Session, ana: Person) -> None:
    set_up(db, ana)
    register(db, ana, Authenticator())
    recovery.make(db, ana, NOW)
    with pytest.raises(Refused):
        factors.reset(db, person=ana, by=make_mandate(db, "admin", person=ana))
    factors.reset(db, person=ana, by=make_mandate(db, "admin"))
    held = factors.of_person(db, ana)
    assert (held.any, held.recovery_left) == (False, 0)


def test_F32_administrators_are_told_apart_by_a_factor_of_their_own(db: Session) -> None:
    today = NOW.date()
    with_app, with_passkey, without, former, disabled = (make_person(db, f"Admin {n}") for n in range(5))
    for person in (with_app, with_passkey, without, disabled):
        make_mandate(db, "admin", person=person)
    make_mandate(db, "admin", person=former, ends_on=today - timedelta(days=1))
    make_mandate(db, "secretariat")
    disabled.disabled_at = NOW
    put_what_is_left_on_record(db)
    set_up(db, with_app)
    register(db, with_passkey, Authenticator())
    assert factors.admins(db, today) == [(with_app, True), (with_passkey, True), (without, False)]
