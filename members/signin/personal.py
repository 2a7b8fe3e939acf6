"""What is held of members so that they can sign in."""

from core.errors import N_
from core.personal import Holding

IDENTITY = Holding(
    "identity",
    whose="member",
    what=N_("Accounts elsewhere that somebody signs in with"),
    why=N_("To let members sign in with the account of their government or organisation."),
    kept=N_("Until its owner takes it away, or the account is erased."),
    leaves=N_("Deleted with the account."),
    erase="delete",
)

PASSKEY = Holding(
    "passkey",
    whose="member",
    what=N_("Passkeys: what somebody calls them, and when they were added and used"),
    why=N_("A second factor, so that a stolen mailbox is not enough to act for somebody."),
    kept=N_("Until its owner takes it away, or the account is erased."),
    leaves=N_("Deleted with the account."),
    erase="delete",
)

CODE_APP = Holding(
    "code_app",
    whose="member",
    what=N_("An app that makes codes: when it was added and used"),
    why=N_("A second factor for who has no passkey."),
    kept=N_("Until its owner takes it away, or the account is erased."),
    leaves=N_("Deleted with the account."),
    erase="delete",
)

RECOVERY_CODE = Holding(
    "recovery_code",
    whose="member",
    what=N_("Recovery codes: when they were made and used"),
    why=N_("For who has lost the second factor."),
    kept=N_("Until new ones are made, or the account is erased."),
    leaves=N_("Deleted with the account."),
    erase="delete",
)

SIGN_IN = Holding(
    "sign_in",
    whose="member",
    what=N_("Sessions: how and when somebody signed in, in which browser, and when they were last seen"),
    why=N_("To know who is signed in, to show people their sessions, and to look into a misuse."),
    kept=N_("%(days)s days after the session has ended."),
    leaves=N_("Deleted with the account."),
    erase="delete",
    days=90,
)

SIGN_IN_LINK = Holding(
    "sign_in_link",
    whose="member",
    what=N_("Sign-in links: for whom, until when, and whether they were used"),
    why=N_("A link lets one person in, once."),
    kept=N_("%(days)s day after it was used or became too old."),
    leaves=N_("Deleted with the account."),
    erase="delete",
    days=1,
)

KEPT_FORM = Holding(
    "kept_form",
    whose="member",
    what=N_("What somebody was writing when their session ended"),
    why=N_("So that nothing is lost when a session ends in the middle of writing."),
    kept=N_("One day, sealed, so that nobody else can read it."),
    leaves=N_("Deleted when it was taken up again, and with the account."),
    erase="delete",
)
