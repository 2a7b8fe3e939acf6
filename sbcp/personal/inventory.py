"""The inventory: every column of every table is personal, secret, or neither, and says so where it is.

It is carried out as it stands: ``exporting`` hands out the personal columns of a person's rows,
``erasing`` does with them what ``erase`` says, ``retention`` lets go after ``days``. The page
/personal-data and docs/personal-data.md are written from it (S45; ASVS 5.0 14.1.1, 14.2.4, 14.2.7;
GDPR articles 5, 15, 17, 20). A column that says nothing (``core.personal``) fails
tests/personal/test_inventory.py.
"""

from adoption.begun.personal import ACT_DRAFT
from adoption.recording.personal import SIGNATORY
from consultation.personal import COMMENT, RESPONDENT, SUBMISSION, WORDING
from core.errors import N_
from core.personal import Holding, Whose, mark_of
from core.queue.personal import OUTBOX
from members.absences.personal import ABSENCE
from members.assignments.personal import ASSIGNMENT
from members.notes.personal import NOTE
from members.personal import INTEREST, INVITATION, MANDATE, PERSON
from members.signin.personal import (
    CODE_APP,
    IDENTITY,
    KEPT_FORM,
    PASSKEY,
    RECOVERY_CODE,
    SIGN_IN,
    SIGN_IN_LINK,
)
from sbcp.notifications.personal import FOLLOWER, SUBSCRIPTION
from sbcp.tables import METADATA

WHOSE: dict[Whose, str] = {
    "respondent": N_("People who comment"),
    "member": N_("Members: people who draft, answer, decide or observe"),
    "named": N_("People who are named in acts of governments"),
    "follower": N_("People who follow by mail"),
}

# In the order in which people read of them.
HOLDINGS: tuple[Holding, ...] = (
    RESPONDENT,
    SUBMISSION,
    COMMENT,
    WORDING,
    PERSON,
    MANDATE,
    ABSENCE,
    INTEREST,
    NOTE,
    ASSIGNMENT,
    INVITATION,
    IDENTITY,
    PASSKEY,
    CODE_APP,
    RECOVERY_CODE,
    SIGN_IN,
    SIGN_IN_LINK,
    KEPT_FORM,
    ACT_DRAFT,
    SIGNATORY,
    FOLLOWER,
    SUBSCRIPTION,
    OUTBOX,
)

WORDS = {"public": "personal", "private": "personal", "secret": "secret", "none": "neither"}


def classified() -> dict[str, dict[str, str]]:
    """Every column that says what it is, by table: «personal», «secret» or «neither»."""
    return {
        table.name: {
            column.name: WORDS[mark.classification]
            for column in table.columns
            if (mark := mark_of(column)) is not None
        }
        for table in METADATA.sorted_tables
    }


def of_table(name: str) -> Holding:
    """What a table holds of people. Raises KeyError if it holds nothing."""
    return {holding.table: holding for holding in HOLDINGS}[name]
