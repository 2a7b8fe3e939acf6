"""What is held of members: who they are, and what they are entitled to."""

from core.errors import N_
from core.personal import Holding

PERSON = Holding(
    "person",
    whose="member",
    what=N_("Name, e-mail address, language"),
    why=N_("To let members sign in, to write to them, and to show who acts for whom."),
    kept=N_("Until the account is erased."),
    leaves=N_(
        "Erased on request once every mandate has ended: the name becomes “Former member”, the address goes."
    ),
    erase="blank",
)

MANDATE = Holding(
    "mandate",
    whose="member",
    what=N_("Mandates: for which organisation and country, in which role, for how long, by which decision"),
    why=N_("Every act in the process names the mandate that it was done under."),
    kept=N_("For ever, as part of the public record."),
    leaves=N_("It stays under its number, without a name: acts need somebody who was entitled to them."),
    erase="stay",
)

INTEREST = Holding(
    "interest",
    whose="member",
    what=N_("Declarations of interest, and what somebody takes no part in, in their own words"),
    why=N_("So that everybody can judge whether somebody was free to act."),
    kept=N_("As long as the account."),
    leaves=N_("The words are erased with the account; that something was declared, and when, stays."),
    erase="blank",
)

INVITATION = Holding(
    "invitation",
    whose="member",
    what=N_("Invitations: a mandate that is offered to somebody, and what became of it"),
    why=N_("So that nobody holds a mandate without having accepted it."),
    kept=N_("As long as the account. The link in it is forgotten once it is of no more use."),
    leaves=N_("Deleted with the account."),
    erase="delete",
)
