"""What the forms of signing in hold. Codes and keys are told to nobody: they have no label."""

from typing import Any

from core.errors import N_, Invalid, Refused
from members.signin.passkeys import LONGEST_NAME, NO_NAME, TOO_LONG
from sbcp.web.errors import message_of, status_of
from sbcp.web.forms import Email, Form, Hidden, OneLine


class Onward(Form):
    """``next``: the path where one goes on to; what is followed is checked (``local_path``)."""

    next = Hidden()


class MailedLink(Onward):
    """Where a link and a code are to be mailed."""

    email = Email(N_("E-mail address"))


class ExamplePerson(Onward):
    """One of the invented people of a demonstration."""

    person = Hidden()


class Credential(Onward):
    """Something by which a person shows that it is they. ``refuse`` tells why it was not taken."""

    fault_status = 422

    def refuse(self, error: Invalid | Refused, name: str) -> None:
        """Tell of it at a field; the page answers with the status of the error."""
        self.add(name, message_of(error))
        self.fault_status = status_of(error)

    def shown(self) -> dict[str, Any]:
        shown = super().shown()
        return {**shown, "status": self.fault_status} if self.faults else shown


class Code(Credential):
    """A code that was mailed, that an app shows, or that was written down."""

    code = OneLine()


class NewApp(Code):
    """The same for an app that is being set up; ``token`` holds its secret, sealed."""

    token = Hidden()


class PasskeyAnswer(Credential):
    """What a browser says of a passkey. ``token``: what it was asked, sealed; ``key``: its answer."""

    token = Hidden()
    key = Hidden()


class NewPasskey(PasskeyAnswer):
    """A passkey that was just made, and what its person calls it."""

    name = OneLine(N_("Name"), limit=LONGEST_NAME, missing=NO_NAME, too_long=TOO_LONG)
