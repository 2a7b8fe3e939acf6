"""What mail holds of the people it goes to."""

from core.errors import N_
from core.personal import Holding

OUTBOX = Holding(
    "outbox",
    whose="follower",
    what=N_("Mail: to which address, about what, when it left, and what the mail server said"),
    why=N_("To send each message once, and to know what became of it."),
    kept=N_("%(days)s days after it was sent or given up. Links in it are forgotten at once."),
    leaves=N_("Deleted with the account or the response."),
    erase="delete",
    days=30,
)
