"""What is held of members to whom something is assigned."""

from core.errors import N_
from core.personal import Holding

ASSIGNMENT = Holding(
    "assignment",
    whose="member",
    what=N_("What a member is to see to, and until when"),
    why=N_("So that those who work on a text know who does what."),
    kept=N_("As long as the account. Only members who may read working drafts see it."),
    leaves=N_("Deleted with the account."),
    erase="delete",
)
