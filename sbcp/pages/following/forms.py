"""What the forms of following by e-mail hold."""

from core.errors import N_
from sbcp.language.glossary import PACES
from sbcp.language.locales import LOCALES
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Email, Form, Hidden, Number

NO_LANGUAGE = N_("Choose a language from the list.")
NO_PACE = N_("Choose how often mail may come.")

LANGUAGES = [(locale.code, locale.name) for locale in LOCALES]


class Followed(Form):
    """What is to be followed, as an address or a form names it: the signed heads of the record; a country;
    a document, or one paragraph of it, with what stands below it unless ``part`` is «paragraph»."""

    heads = Hidden()
    country = Hidden()
    document = Hidden()
    pid = Number()
    part = Choice(N_("What you follow"))


class MemberFollowing(Followed):
    """What a member follows, and how often mail about it may come."""

    pace = Choice(N_("How often"), options=list(PACES.items()), missing=NO_PACE, wrong=NO_PACE)
    language = Choice(N_("Language of the mail"), options=LANGUAGES, missing=NO_LANGUAGE, wrong=NO_LANGUAGE)


class NewFollowing(MemberFollowing):
    """The same for somebody who is not signed in: mail goes to their address."""

    email = Email(N_("E-mail address"))


class FollowingChange(Form):
    """What is done, ``do``: to one that is followed, or to the language of the mail."""

    subscription = Number()
    do = Hidden()
    pace = Choice(N_("How often"), options=list(PACES.items()), wrong=NO_PACE)
    language = Choice(N_("Language of the mail"), options=LANGUAGES, wrong=NO_LANGUAGE)

    def check(self) -> None:
        if self.do.data == "language" and not self.language.data:
            self.add("language", _(NO_LANGUAGE))
        if self.do.data == "pace" and not self.pace.data:
            self.add("pace", _(NO_PACE))
        if "pace" in self.faults:  # of several on the page, the one of this form
            self.faults[f"pace-{self.subscription.data}"] = self.faults.pop("pace")


class FollowingLink(Form):
    """Where the link to what is followed is mailed."""

    email = Email(N_("E-mail address"))
