"""Recovery codes: ten on paper, each stands in once for a second factor that is not at hand."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from members.models import Person
from members.signin.models import RecoveryCode

CODES = 10
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
GROUPS, GROUP = 3, 4  # twelve signs: 59 bits

# Codes of fewer than 112 bits are kept as passwords are (ASVS 6.5.2): about 40 ms and 16 MB for each try.
COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}

WRONG = N_("This is none of your recovery codes, or it has been used.")


def make(db: Session, person: Person, now: datetime) -> list[str]:
    """Ten new codes, to be shown once; those of before are worthless."""
    forget(db, person)
    salt = secrets.token_hex(16)
    codes = [_new_code() for _ in range(CODES)]
    for code in codes:
        db.add(RecoveryCode(person_id=person.id, salt=salt, code_hash=_digest(salt, code), made_at=now))
    db.flush()
    return codes


def use(db: Session, *, person: Person, code: str, now: datetime) -> int:
    """Spend a code; how many are left. Raises Invalid if it is wrong or has been used."""
    salt = db.scalar(select(RecoveryCode.salt).where(RecoveryCode.person_id == person.id).limit(1))
    digest = _digest(salt or "", code)
    unused = select(RecoveryCode).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    for recovery_code in db.scalars(unused):
        if hmac.compare_digest(recovery_code.code_hash, digest):
            spent = update(RecoveryCode).where(
                RecoveryCode.id == recovery_code.id, RecoveryCode.used_at.is_(None)
            )
            if db.execute(spent.values(used_at=now)).rowcount == 1:  # type: ignore[attr-defined]
                return left(db, person)
    raise Invalid(WRONG, field="code")


def left(db: Session, person: Person) -> int:
    """How many codes the person can still use."""
    unused = RecoveryCode.used_at.is_(None)
    count = select(func.count()).where(RecoveryCode.person_id == person.id, unused)
    return db.scalar(count) or 0


def forget(db: Session, person: Person) -> None:
    db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _new_code() -> str:
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _digest(salt: str, code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())[:64]
    return hashlib.scrypt(plain.encode(), salt=salt.encode(), **COST).hex()
