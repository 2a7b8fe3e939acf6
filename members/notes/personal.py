"""What is held of members who write notes."""

from core.errors import N_
from core.personal import Holding

NOTE = Holding(
    "note",
    whose="member",
    what=N_("Notes on paragraphs of working drafts, in their own words"),
    why=N_("So that those who work on a text can settle among themselves what to write."),
    kept=N_("As long as the account. Only members who may read working drafts see them."),
    leaves=N_("The words are erased with the account; that there was a note, and when, stays."),
    erase="blank",
)
