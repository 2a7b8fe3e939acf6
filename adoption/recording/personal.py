"""What is held of people who are named in acts of adoption."""

from core.errors import N_
from core.personal import Holding

SIGNATORY = Holding(
    "signatory_name",
    whose="named",
    what=N_("The names of those who signed an act of adoption for their country"),
    why=N_("So that everybody can see who signed for a country, and under what."),
    kept=N_("As long as the act is on the record."),
    leaves=N_(
        "Erased on their request, by the operator of this instance. What they were and under what they "
        "signed stays, and that a name was erased is on the record."
    ),
    erase="blank",
)
