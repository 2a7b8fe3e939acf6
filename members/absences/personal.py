"""What is held of members who are absent."""

from core.errors import N_
from core.personal import Holding

ABSENCE = Holding(
    "absence",
    whose="member",
    what=N_("Days on which somebody does not speak for their country, without a word of why"),
    why=N_("So that everybody can see who spoke for a country on which day."),
    kept=N_("For ever, as part of the public record."),
    leaves=N_("They stay with the number of the mandate, without a name."),
    erase="stay",
)
