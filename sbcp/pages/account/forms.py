"""What the forms of an account hold."""

from core.errors import N_
from sbcp.language.locales import LOCALES
from sbcp.web.forms import Choice, Form, Hidden, integer

NO_LANGUAGE = N_("Choose a language.")


class MailLanguage(Form):
    """The language of mail to the person."""

    language = Choice(
        N_("Language of mail"),
        options=[(locale.code, locale.name) for locale in LOCALES],
        missing=NO_LANGUAGE,
        wrong=NO_LANGUAGE,
    )


class EndedSession(Form):
    """Which session ends: its number, or words for all of them or all the others."""

    which = Hidden()

    @property
    def session_id(self) -> int:
        """The number; 0, which no session has, for anything else."""
        return integer(self.which.data) or 0


class KeptForm(Form):
    """One of the forms that wait, to be thrown away."""

    kept_form = Hidden()
