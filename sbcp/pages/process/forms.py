"""What the forms of steps of the process hold."""

from core.errors import N_
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Form, Hidden, Words


class NextStage(Form):
    """The stage that a document is led into; why, if it is withdrawn."""

    stage = Hidden()
    reason = Words(N_("Why it is withdrawn"))

    def check(self) -> None:
        if self.stage.data == "withdrawn" and not self.reason.raw.strip():
            self.add("reason", _("Say why the document is withdrawn. It will be published."))


class Override(Form):
    """The stage that a document is led into although gates are not met, and why."""

    stage = Hidden()
    reason = Words(N_("Reason"), missing=N_("Give a reason."))
