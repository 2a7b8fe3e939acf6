"""Sentences about the record itself: its keys, its heads, what it covers, what was erased from it."""

from babel import lists

from core.errors import N_
from sbcp.language.locales import current
from sbcp.language.locales import gettext as _
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import Told

# The kinds of public rows that the record covers, by the names that it has for them.
KINDS = {
    "absence": N_("absences of those who speak for a country"),
    "act": N_("acts of adoption"),
    "act_file": N_("files of acts"),
    "act_list": N_("lists of past acts"),
    "act_signatory": N_("those who signed acts, without their names"),
    "answer": N_("answers to comments"),
    "approval": N_("requests about countries"),
    "comment": N_("comments"),
    "consultation": N_("consultations"),
    "document": N_("documents"),
    "entry_rule": N_("rules of entry into force"),
    "head": N_("signed heads"),
    "holder": N_("names of members"),
    "instrument": N_("instruments of acts"),
    "interest": N_("declarations of interests"),
    "line": N_("numbers of the lines of versions"),
    "lineage": N_("what became of each paragraph"),
    "mandate": N_("mandates"),
    "naming": N_("earlier names of countries"),
    "organisation": N_("organisations"),
    "paragraph": N_("paragraphs as they are shown"),
    "participant": N_("countries"),
    "placement": N_("places of comments in later versions"),
    "removal": N_("documents that are out of the lists"),
    "name": N_("titles and summaries of documents in other languages"),
    "summary": N_("versions in plain words"),
    "reservation": N_("reservations"),
    "respondent": N_("names of respondents"),
    "revision": N_("changes that led to a version"),
    "round_change": N_("changes of closing times"),
    "settlement": N_("places that were decided by hand"),
    "signatory_name": N_("names of those who signed acts"),
    "stance": N_("stances of countries"),
    "stance_withdrawal": N_("withdrawals of stances"),
    "step": N_("stages of documents"),
    "submission": N_("responses"),
    "survival": N_("what stands of changes that comments led to"),
    "trace": N_("changes that comments led to"),
    "verification": N_("verifications of acts"),
    "version": N_("versions"),
    "wording": N_("words of comments"),
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
