"""What the forms about members hold."""

from core.errors import N_
from members.organisations import NATIONAL_TIERS
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Form, Line

NO_NAME = N_("Enter a name.")


class OrganisationName(Form):
    """What an organisation is called from now on."""

    name = Line(N_("Name"), missing=NO_NAME)


class NewOrganisation(Form):
    """An organisation to be added."""

    name = Line(N_("Name"), missing=NO_NAME)
    tier = Choice(N_("Tier"), missing=N_("Choose the tier of the organisation."))
    participant = Choice(N_("Country"))

    def check(self) -> None:
        if self.tier.data in NATIONAL_TIERS and not self.participant.data:
            self.add("participant", _("Choose the country of the organisation."))
