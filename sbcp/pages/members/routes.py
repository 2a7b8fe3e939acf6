"""What answers at each address, who may ask, and how often."""

from sbcp.pages.members import (
    accepting,
    countries,
    forms,
    interests,
    invitations,
    mandates,
    organisations,
    own,
    people,
    public,
)
from sbcp.web.endpoint import page
from sbcp.web.kept.pages import Keep
from sbcp.web.paging import PAGE

ROUTES = [
    page("mandates", get=("public:read", public.mandate_list), keep=Keep.EVERYTHING, query=(PAGE,)),
    page("mandate", get=("public:read", public.mandate_page), keep=Keep.EVERYTHING),
    page(
        "mandate_end",
        get=("member:administer", mandates.end_form),
        post=("member:administer", mandates.end),
        form=forms.EndedMandate,
    ),
    page(
        "mandate_handover",
        get=("member:administer", mandates.handover_form),
        post=("member:administer", mandates.handover),
        form=forms.Handover,
    ),
    page(
        "mandate_absence",
        get=("absence:declare", mandates.absence_form),
        post=("absence:declare", mandates.absence),
        form=forms.DaysOfAbsence,
    ),
    page("my_mandates", get=("account:own", own.show)),
    page("my_rights", get=("account:own", own.may)),
    page("organisations", get=("public:read", public.organisation_list), keep=Keep.EVERYTHING, query=(PAGE,)),
    page(
        "organisation",
        get=("public:read", public.organisation_page),
        post=("member:administer", organisations.rename),
        form=forms.OrganisationName,
    ),
    page(
        "new_organisation",
        get=("member:administer", organisations.add_form),
        post=("member:administer", organisations.add),
        form=forms.NewOrganisation,
    ),
    page("participants", get=("public:read", public.participant_list), keep=Keep.EVERYTHING, query=(PAGE,)),
    page("participant", get=("public:read", public.participant_page)),
    page(
        "participant_rename",
        get=("member:administer", countries.rename_form),
        post=("member:administer", countries.rename),
        form=forms.CountryNames,
    ),
    page(
        "participant_succeed",
        get=("member:administer", countries.succeed_form),
        post=("member:administer", countries.succeed),
        form=forms.CountryToAdd,
    ),
    page(
        "new_participant",
        get=("member:administer", countries.add_form),
        post=("member:administer", countries.add),
        form=forms.CountryToAdd,
    ),
    page("interests", get=("public:read", interests.listing), keep=Keep.EVERYTHING, query=(PAGE,)),
    page(
        "interest_new",
        get=("interest:declare", interests.form),
        post=("interest:declare", interests.declare),
        form=forms.NewInterest,
    ),
    page(
        "interest_end",
        get=("interest:declare", interests.end_form),
        post=("interest:declare", interests.end),
        form=forms.EndedInterest,
    ),
    page("people", get=("member:administer", people.listing)),
    page("person", get=("member:administer", people.show)),
    page("person_rights", get=("member:administer", people.may)),
    page(
        "person_disable",
        get=("member:administer", people.disable_form),
        post=("member:administer", people.disable),
        form=forms.AccountReason,
    ),
    page(
        "person_enable",
        get=("member:administer", people.enable_form),
        post=("member:administer", people.enable),
        form=forms.AccountReason,
    ),
    page(
        "invite",
        get=("member:administer", invitations.form),
        post=("member:administer", invitations.invite),
        form=forms.NewInvitation,
    ),
    page(
        "invited",
        get=("member:administer", invitations.show),
        post=("member:administer", invitations.change),
        form=forms.InvitationChange,
    ),
    page(
        "invitation",
        get=("invitation:accept", accepting.show),
        post=("invitation:accept", accepting.accept),
        form=forms.AcceptedInvitation,
    ),
    page("invitation_link", get=("invitation:accept", accepting.from_link)),
]
