"""Sentences about what countries say of a document."""

from core.errors import N_
from process.stances.standing import StanceKind
from sbcp.language.locales import gettext as _
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import Told

STATED = {
    StanceKind.SUPPORT: N_("%(country)s stated that it <stance>supports</stance> %(document)s"),
    StanceKind.OBJECT: N_("%(country)s stated that it <stance>objects</stance> to %(document)s"),
    StanceKind.ABSTAIN: N_("%(country)s stated that it <stance>abstains</stance> on %(document)s"),
}
WITHDRAWN = {
    StanceKind.SUPPORT: N_("%(country)s withdrew its <stance>support</stance> of %(document)s"),
    StanceKind.OBJECT: N_("%(country)s withdrew its <stance>objection</stance> to %(document)s"),
    StanceKind.ABSTAIN: N_("%(country)s withdrew its <stance>abstention</stance> on %(document)s"),
}


def stated(told: Told) -> Sentence:
    return _say(told, STATED, _("%(country)s stated a <stance>stance</stance> on %(document)s"))


def withdrawn(told: Told) -> Sentence:
    return _say(told, WITHDRAWN, _("%(country)s withdrew a <stance>stance</stance> on %(document)s"))


def _say(told: Told, by_kind: dict[StanceKind, str], other: str) -> Sentence:
    kind, number = told.text("kind"), told.number("stance")
    page = told.of_document("process")
    messages = [_(by_kind[StanceKind(kind)])] if StanceKind.has(kind) else []
    links = {"stance": f"{page}#stance-{number}" if page and number else ""}
    return told.say(*messages, other, links=links)


WRITERS = {"stance.stated": stated, "stance.withdrawn": withdrawn}
