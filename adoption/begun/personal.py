"""What is held of members who have begun to enter an act."""

from core.errors import N_
from core.personal import Holding

ACT_DRAFT = Holding(
    "act_draft",
    whose="member",
    what=N_("Acts of adoption that somebody has begun to enter and not recorded yet"),
    why=N_("So that an act can be entered in several sittings."),
    kept=N_("%(days)s days after they were last saved. What was recorded is emptied at once."),
    leaves=N_("Deleted by their author, when the act is recorded, and with the account."),
    erase="delete",
    days=60,
)
