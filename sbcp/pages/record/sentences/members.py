"""Sentences about members: mandates, organisations, countries, interests, and people who go."""

from members.models import Role
from sbcp.language import glossary
from sbcp.language.locales import gettext as _
from sbcp.language.locales import ngettext
from sbcp.language.participants import called
from sbcp.pages.record.sentences.sentence import NOTHING, Part, Sentence
from sbcp.pages.record.sentences.told import Told, number_of


def given(told: Told) -> Sentence:
    role = told.text("role")
    return told.say(
        _("%(who)s gave a mandate to %(holder)s"),
        _("%(who)s gave a mandate: %(role)s, %(organisation)s"),
        holder=told.holder(told.value("mandate")),
        role=glossary.role_name(role) if Role.has(role) else role,
        organisation=told.text("organisation"),
    )


def ended(told: Told) -> Sentence:
    return told.say(_("%(who)s ended the mandate of %(holder)s"), holder=told.holder(told.value("mandate")))


def handed_over(told: Told) -> Sentence:
    return told.say(
        _("%(who)s handed over the open work of %(holder)s to %(successor)s"),
        holder=told.holder(told.value("mandate")),
        successor=told.holder(told.value("to")),
    )


def absent(told: Told) -> Sentence:
    return told.say(
        _("%(who)s stated that %(holder)s is absent from %(day)s to %(until)s"),
        _("%(who)s stated that %(holder)s is absent from %(day)s on"),
        holder=told.holder(told.value("mandate")),
        day=told.day("from"),
        until=told.day("until"),
    )


def returned(told: Told) -> Sentence:
    return told.say(
        _("%(who)s stated that %(holder)s is absent no more"), holder=told.holder(told.value("mandate"))
    )


def suspended(told: Told) -> Sentence:
    count = len(told.listed("mandates"))
    return told.say(
        ngettext(
            "%(who)s suspended the mandate of %(holder)s",
            "%(who)s suspended the mandates of %(holder)s",
            count,
        ),
        holder=_holder(told),
    )


def resumed(told: Told) -> Sentence:
    count = len(told.listed("mandates"))
    return told.say(
        ngettext(
            "%(who)s put the mandate of %(holder)s in force again",
            "%(who)s put the mandates of %(holder)s in force again",
            count,
        ),
        holder=_holder(told),
    )


def organisation_added(told: Told) -> Sentence:
    return told.say(
        _("%(who)s added the organisation %(organisation)s"), organisation=_organisation(told, "name")
    )


def organisation_renamed(told: Told) -> Sentence:
    return told.say(
        _("%(who)s changed the name of the organisation “%(before)s”: it is now %(organisation)s"),
        before=told.text("from"),
        organisation=_organisation(told, "to"),
    )


def country_added(told: Told) -> Sentence:
    return told.say(_("%(who)s added %(country)s to the countries of the process"))


def country_succeeded(told: Told) -> Sentence:
    return told.say(
        _("%(who)s added %(country)s to the countries of the process, to succeed %(before)s from %(day)s on"),
        _("%(who)s added %(country)s to the countries of the process"),
        before=told.country("succeeds"),
        day=told.day("from"),
    )


def country_renamed(told: Told) -> Sentence:
    return told.say(
        _("%(who)s changed how %(country)s is called: “%(before)s” is now “%(after)s”"),
        _("%(who)s changed how %(country)s is called"),
        before=_name(told, "from"),
        after=_name(told, "to"),
    )


def countries_ordered(told: Told) -> Sentence:
    return told.say(_("%(who)s set the order of the countries in lists"))


def interest_declared(told: Told) -> Sentence:
    return told.say(
        _("%(who)s declared an interest concerning %(document)s"), _("%(who)s declared an interest")
    )


def interest_ended(told: Told) -> Sentence:
    return told.say(
        _("%(who)s declared that an interest concerning %(document)s has ended"),
        _("%(who)s declared that an interest has ended"),
    )


def recusal_begun(told: Told) -> Sentence:
    return told.say(
        _("%(who)s takes no part in the adoption of %(document)s by %(country)s"),
        _("%(who)s takes no part in %(document)s"),
    )


def recusal_ended(told: Told) -> Sentence:
    return told.say(
        _("%(who)s takes part again in the adoption of %(document)s by %(country)s"),
        _("%(who)s takes part in %(document)s again"),
    )


def person_erased(told: Told) -> Sentence:
    """A member, or the author of a response."""
    numbers = [digits for each in told.listed("comments") if (digits := number_of(each))]
    if told.value("mandates") is not None or not numbers:
        return told.say(
            _("The personal data of a member were erased: %(holder)s"),
            _("The personal data of a member were erased"),
            holder=_holder(told),
        )
    if told.value("text") is True:
        message = ngettext(
            "The personal data of the author of comment %(numbers)s on %(document)s were erased, and the "
            "words of the comment",
            "The personal data of the author of comments %(numbers)s on %(document)s were erased, and the "
            "words of the comments",
            len(numbers),
        )
    else:
        message = ngettext(
            "The personal data of the author of comment %(numbers)s on %(document)s were erased",
            "The personal data of the author of comments %(numbers)s on %(document)s were erased",
            len(numbers),
        )
    address = told.of_document("comment", number=numbers[0]) if len(numbers) == 1 else ""
    return told.say(message, numbers=Part(", ".join(numbers), address))


def _holder(told: Told) -> Part:
    """Whoever holds the mandates that the entry names: they are those of one person."""
    named = (told.holder(each) for each in (*told.listed("mandates"), told.value("mandate")))
    return next((part for part in named if part.text), NOTHING)


def _organisation(told: Told, key: str) -> Part:
    kind, _colon, number = told.subject.partition(":")
    known = number_of(number) if kind == "organisation" else ""
    return Part(told.text(key), told.address("organisation", organisation=known))


def _name(told: Told, key: str) -> str:
    """How a country was or is called in the reader's language, where the process says it."""
    names = told.value(key, "names")
    texts = (
        {str(locale): name for locale, name in names.items() if isinstance(name, str)}
        if (isinstance(names, dict))
        else {}
    )
    return called(told.text("participant"), texts) if texts or names == {} else ""


WRITERS = {
    "mandate.given": given,
    "mandate.ended": ended,
    "mandate.handed_over": handed_over,
    "mandate.absent": absent,
    "mandate.returned": returned,
    "mandates.suspended": suspended,
    "mandates.resumed": resumed,
    "organisation.added": organisation_added,
    "organisation.renamed": organisation_renamed,
    "participant.added": country_added,
    "participant.renamed": country_renamed,
    "participant.succeeded": country_succeeded,
    "participants.ordered": countries_ordered,
    "interest.declared": interest_declared,
    "interest.ended": interest_ended,
    "recusal.begun": recusal_begun,
    "recusal.ended": recusal_ended,
    "personal.erased": person_erased,
}
