"""Sentences about what takes two persons."""

from core.errors import N_
from sbcp.approvals.deciding import TWO_PERSON_ACTS
from sbcp.language.locales import gettext as _
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import Told

# By action: with the document that the request is about, and without one.
MESSAGES = {
    "approval.asked": (
        N_("%(who)s asked a second person to approve, for %(document)s: “%(request)s”"),
        N_("%(who)s asked a second person to approve: “%(request)s”"),
    ),
    "approval.approved": (
        N_("%(who)s approved what %(asker)s asked for, for %(document)s: “%(request)s”"),
        N_("%(who)s approved what %(asker)s asked for: “%(request)s”"),
    ),
    "approval.refused": (
        N_("%(who)s refused what %(asker)s asked for, for %(document)s: “%(request)s”"),
        N_("%(who)s refused what %(asker)s asked for: “%(request)s”"),
    ),
    "approval.withdrawn": (
        N_("%(who)s withdrew a request, for %(document)s: “%(request)s”"),
        N_("%(who)s withdrew a request: “%(request)s”"),
    ),
    "approval.expired": (
        N_("Nobody decided in time what %(asker)s asked for, for %(document)s: “%(request)s”"),
        N_("Nobody decided in time what %(asker)s asked for: “%(request)s”"),
    ),
    "approval.void": (
        N_(
            "A request fell with the mandate of %(asker)s, who had asked for it, for %(document)s: "
            "“%(request)s”"
        ),
        N_("A request fell with the mandate of %(asker)s, who had asked for it: “%(request)s”"),
    ),
}


def about_request(told: Told) -> Sentence:
    kind = told.text("kind")
    return told.say(
        *(_(message) for message in MESSAGES[told.action]),
        asker=told.who(told.value("asked_by")),
        request=_(TWO_PERSON_ACTS[kind].name) if kind in TWO_PERSON_ACTS else kind,
    )


WRITERS = dict.fromkeys(MESSAGES, about_request)
