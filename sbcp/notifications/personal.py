"""What is held of the people who follow by mail."""

from core.errors import N_
from core.personal import Holding

FOLLOWER = Holding(
    "follower",
    whose="follower",
    what=N_("E-mail address, language, since when, and what it has had mail about"),
    why=N_("To send the mail that somebody asked for."),
    kept=N_("Until the last subscription ends. An address that nobody confirmed: %(days)s days."),
    leaves=N_("Deleted with the last subscription: one click in every mail. Deleted with the account."),
    erase="delete",
    days=7,
)

SUBSCRIPTION = Holding(
    "subscription",
    whose="follower",
    what=N_("What an address follows, the signed heads of the record among it, and how often it gets mail"),
    why=N_("To send the mail that somebody asked for."),
    kept=N_("Until it ends. A subscription that nobody confirmed: %(days)s days."),
    leaves=N_("Deleted with one click in every mail, and with the account."),
    erase="delete",
    days=7,
)
