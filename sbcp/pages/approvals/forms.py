"""What the form of a decision holds."""

from core.errors import N_
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Form, Hidden, Words


class Decision(Form):
    """Whether a request is approved or refused, ``act``; and why it is refused."""

    act = Hidden()
    answer = Words(N_("Why do you refuse?"))

    def check(self) -> None:
        if self.act.data == "refuse" and not self.answer.raw.strip():
            self.add("answer", _("Give a reason."))
