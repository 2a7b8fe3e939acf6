"""What the forms of assignments hold."""

from core.errors import N_
from members.assignments.giving import NO_DAY
from sbcp.web.forms import Day, Form, Number

NO_MEMBER = N_("Choose a member from the list.")


class NewAssignment(Form):
    """To whom a paragraph is assigned, or without ``pid`` the whole draft, and until when. ``mandate``: its
    number."""

    pid = Number()
    mandate = Number(N_("To whom"), missing=NO_MEMBER, wrong=NO_MEMBER)
    due_on = Day(N_("Due"), missing=NO_DAY)
