"""Sentences about the record itself: its keys, its heads, what it covers, what was erased from it."""

from babel import lists

from core.errors import N_
from sbcp.language.locales import current
from sbcp.language.locales import gettext as _
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import Told

# What the record covers beside what it says itself.
KINDS = {
    "acts": N_("acts of adoption"),
    "answers": N_("answers to comments"),
    "comments": N_("comments"),
    "consultations": N_("consultations"),
    "countries": N_("countries"),
    "documents": N_("documents"),
    "interests": N_("declarations of interests"),
    "mandates": N_("mandates"),
    "organisations": N_("organisations"),
    "responses": N_("responses"),
    "versions": N_("versions"),
}


def key(told: Told) -> Sentence:
    return told.say(
        _("A new key signs the heads of the record from here on, in place of the one before: %(key)s")
        if told.text("replaces")
        else _("A key signs the heads of the record from here on: %(key)s"),
        key=told.text("key")[:16],
    )


def content_erased(told: Told) -> Sentence:
    return told.say(
        _("%(who)s erased the content of <entry>entry %(number)s</entry> of the record"),
        number=told.number("entry"),
    )


def covered(told: Told) -> Sentence:
    kinds = [_kind(each) for each in told.listed("kinds") if isinstance(each, str)]
    return told.say(
        _("The record began to cover: %(kinds)s"),
        kinds=lists.format_list(kinds, style="unit", locale=current().cldr) if kinds else "",
    )


def signed(told: Told) -> Sentence:
    number = told.number("number")
    return told.say(
        _("<head>Signed head no. %(number)s</head> was published"),
        number=number,
        links={"head": told.address("record_head", number=number)},
    )


def _kind(kind: str) -> str:
    return _(KINDS[kind]) if kind in KINDS else kind


WRITERS = {
    "record.key": key,
    "record.payload_erased": content_erased,
    "record.covered": covered,
    "record.signed": signed,
}
