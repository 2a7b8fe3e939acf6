"""What the forms about members hold."""

from collections.abc import Sequence

from core.errors import N_
from members.countries import adding
from members.countries import names as country_names
from members.countries.adding import NewCountry
from members.countries.codes import is_code
from members.interests import LONGEST as LONGEST_INTEREST
from members.invitations import TWO_PERSONS
from members.models import Participant, Role
from members.organisations import NATIONAL_TIERS
from members.services import LONGEST_NAME
from members.terms import LONGEST_BASIS, LONGEST_LINK, NO_BASIS, NO_LINK, faults_between, is_link
from sbcp.language import country_places
from sbcp.language.locales import DEFAULT, LOCALES, USER_LANGUAGES, known_country_name, language_name
from sbcp.language.locales import gettext as _
from sbcp.web.forms import ByLocale, Choice, Day, Email, Form, Hidden, Number, OneLine, Tick, Words

NO_NAME = N_("Enter a name.")
NO_PLACE = N_("Choose a place from the list.")
NO_REASON = N_("Give a reason.")
NO_LANGUAGE = N_("Choose a language.")
NO_ORGANISATION = N_("Choose an organisation from the list, or add it first.")
NO_SUCCESSOR = N_("Choose a mandate that can take over.")
NO_FIRST_DAY = N_("Enter the first day of the mandate.")
NO_KIND = N_("Choose what you declare.")
NO_WORDS_LANGUAGE = N_("Choose the language of these words.")

OUR_LANGUAGES = [(locale.code, locale.name) for locale in LOCALES]
THEIR_LANGUAGES = [(tag, language_name(tag)) for tag in USER_LANGUAGES]
KINDS = {
    "interest": N_("I declare an interest"),
    "recusal": N_("I take no part in a document"),
    "adoption": N_("I take no part in its adoption by one country"),
}


class OrganisationName(Form):
    """What an organisation is called from now on."""

    name = OneLine(N_("Name"), missing=NO_NAME)


class NewOrganisation(Form):
    """An organisation to be added."""

    name = OneLine(N_("Name"), missing=NO_NAME)
    tier = Choice(N_("Tier"), missing=N_("Choose the tier of the organisation."))
    participant = Choice(N_("Country"))

    def check(self) -> None:
        if self.tier.data in NATIONAL_TIERS and not self.participant.data:
            self.add("participant", _("Choose the country of the organisation."))


class NewInvitation(Form):
    """A mandate offered to somebody: who, and its terms. ``confirm``: it has been looked at once more."""

    name = OneLine(N_("Name"), limit=LONGEST_NAME, missing=NO_NAME)
    email = Email(N_("E-mail address"))
    language = Choice(
        N_("Language of the invitation"), options=OUR_LANGUAGES, missing=NO_LANGUAGE, wrong=NO_LANGUAGE
    )
    organisation = Number(missing=NO_ORGANISATION, wrong=NO_ORGANISATION)
    role = Choice(N_("Role"), options=[(role, role.label) for role in Role], missing=N_("Choose a role."))
    participant = Choice(N_("Country it speaks for"))
    starts_on = Day(N_("First day"), missing=NO_FIRST_DAY)
    ends_on = Day(N_("Last day (optional)"))
    basis = OneLine(N_("Document that gives the mandate"), limit=LONGEST_BASIS, missing=NO_BASIS)
    basis_on = Day(N_("Its date (optional)"))
    basis_link = OneLine(N_("Its web address (optional)"), limit=LONGEST_LINK, too_long=NO_LINK)
    substitute_for = Number(wrong=N_("Choose a mandate from the list."))
    reason = Words(N_("Why (for an administrator)"))
    confirm = Hidden()

    def check(self) -> None:
        if self.basis_link.raw.strip() and not is_link(self.basis_link.data):
            self.add("basis_link", _(NO_LINK))
        if self.role.data in TWO_PERSONS and not self.reason.raw.strip():
            self.add("reason", _("Say why: a second person decides on it."))
        days = self.starts_on.data, self.ends_on.data, self.basis_on.data
        self.add_all(faults_between(self.role.data, self.participant.data, *days))


class InvitationChange(Form):
    """Which button was pressed: the invitation is withdrawn, or else sent again."""

    withdraw = Hidden()


class AcceptedInvitation(Form):
    """Under which name somebody takes a mandate on. ``account``: one that they proved is added too."""

    name = OneLine(N_("Your name"), limit=LONGEST_NAME, missing=NO_NAME)
    language = Choice(
        N_("Language of mail to you"), options=OUR_LANGUAGES, missing=NO_LANGUAGE, wrong=NO_LANGUAGE
    )
    account = Tick()


class EndedMandate(Form):
    """Why a mandate ends, and which takes over, if any."""

    reason = Words(N_("Reason"), missing=NO_REASON)
    successor = Number(wrong=NO_SUCCESSOR)


class Handover(Form):
    """Which mandate takes over what is open."""

    successor = Number(missing=NO_SUCCESSOR, wrong=NO_SUCCESSOR)


class DaysOfAbsence(Form):
    """From when to when somebody is absent; or, with ``ends``, the number of the absence that ends."""

    from_on = Day(N_("First day"), missing=N_("Enter the first day of the absence."))
    until_on = Day(N_("Last day (optional)"))
    ends = Number(wrong=N_("There is no such absence."))


class AccountReason(Form):
    """Why somebody is disabled, or let in again."""

    reason = Words(N_("Reason"), missing=NO_REASON)


class NewInterest(Form):
    """What a member declares. ``confirm``: it has been looked at once more."""

    kind = Choice(N_("What you declare"), options=list(KINDS.items()), missing=NO_KIND, wrong=NO_KIND)
    document = Choice(N_("Document"))
    participant = Choice(N_("Country (only for its adoption)"))
    text = Words(
        N_("In your own words"),
        limit=LONGEST_INTEREST,
        missing=N_("Say in a few words what the interest is."),
    )
    language = Choice(
        N_("Language of these words"),
        options=THEIR_LANGUAGES,
        missing=NO_WORDS_LANGUAGE,
        wrong=NO_WORDS_LANGUAGE,
    )
    confirm = Hidden()

    def check(self) -> None:
        if self.kind.data in ("recusal", "adoption") and not self.document.data:
            self.add("document", _("Choose the document that you take no part in."))
        if self.kind.data == "adoption" and not self.participant.data:
            self.add("participant", _("Choose the country."))


class EndedInterest(Form):
    """Why a declaration holds no longer."""

    reason = Words(N_("Why it ends"), missing=NO_REASON)


class CountryNames(Form):
    """What a country is to be called, its footnote, and why."""

    name = ByLocale(N_("Name"))
    footnote = ByLocale(N_("Footnote"))
    reason = Words(N_("Reason"), missing=NO_REASON)

    def check(self) -> None:
        self.add_all(country_names.faults(names=self.name.data, footnotes=self.footnote.data))


class CountryToAdd(CountryNames):
    """A country that is to take part, or to succeed another one. ``confirm``: it has been looked at once
    more."""

    code = OneLine(N_("Code"), missing=N_("Enter a code."))
    from_on = Day(N_("Takes part from"), missing=adding.NO_FIRST_DAY)
    place = Choice(N_("Place in lists"), missing=NO_PLACE, wrong=NO_PLACE)
    confirm = Hidden()
    known: Sequence[Participant] = ()
    succeeds: Participant | None = None

    def offer(self, known: Sequence[Participant], succeeds: Participant | None) -> None:
        """Say which countries there are, and which of them it succeeds."""
        self.known, self.succeeds = known, succeeds
        self.place.options = country_places.choices(known, succeeds)

    @property
    def country(self) -> NewCountry:
        """What was typed. Codes are in capitals, whatever was."""
        return NewCountry(
            code=self.code.data.upper(),
            names=self.name.data,
            footnotes=self.footnote.data,
            from_on=self.from_on.data,
            succeeds=self.succeeds,
        )

    def check(self) -> None:
        super().check()
        new = self.country
        self.add_all(adding.faults(new, taken=new.code in {each.code for each in self.known}))
        named = known_country_name(new.code) or self.name.data.get(DEFAULT.code, "").strip()
        if is_code(new.code) and not named:
            self.add(f"name-{DEFAULT.code}", _("The Unicode CLDR has no name for this code: enter one."))


class RightsFilter(Form):
    """Whose document the rights are shown for, by its slug; empty for all documents."""

    document = Choice()
