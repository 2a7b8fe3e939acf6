"""What the forms of steps of the process and of stances on a document hold."""

from core.errors import N_
from process.stances.standing import StanceKind
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Form, Hidden, Tick, Words

NO_STANCE = N_("Choose what your country says of the document.")
KINDS = [(kind, kind.label) for kind in StanceKind]
LANGUAGES = [(tag, language_name(tag)) for tag in USER_LANGUAGES]


class NextStage(Form):
    """The stage that a document is led into."""

    stage = Hidden()


class AskedStep(Form):
    """The stage that a second person is asked to lead a document into, and why."""

    stage = Hidden()
    reason = Words(N_("Why this step, and why now"), missing=N_("Give a reason. It will be published."))


class TakeOut(Form):
    """Why a document is to be taken out of the lists."""

    reason = Words(N_("Why it was a mistake"), missing=N_("Give a reason. It will be published."))


class Override(Form):
    """The stage that a document is led into although gates are not met, and why."""

    stage = Hidden()
    reason = Words(N_("Reason"), missing=N_("Give a reason."))


class _Reasoned(Form):
    """Words of a country with their language. ``confirm``: they have been checked and are to be published."""

    country = Hidden()
    reason = Words(N_("Reason"))
    language = Choice(N_("Language of the reason"), options=LANGUAGES)
    confirm = Tick()

    @property
    def hidden(self) -> dict[str, str]:
        """All that was typed, as inputs for the page on which it is checked."""
        return {name: str(value) for name, value in self.values.items() if name != "confirm"}

    def check(self) -> None:
        if self.reason.raw.strip() and not self.language.raw:
            self.add("language", _("Choose the language of these words."))


class NewStance(_Reasoned):
    """What a country says of a document. ``country``: that of the mandate under which it does."""

    kind = Choice(N_("What your country says"), options=KINDS, missing=NO_STANCE, wrong=NO_STANCE)

    def check(self) -> None:
        if self.kind.data == StanceKind.OBJECT and not self.reason.raw.strip():
            self.add("reason", _("Say why your country objects. It will be published."))
        super().check()


class WithdrawnStance(_Reasoned):
    """Why a country takes a stance back, if it says so."""
