"""Sentences about acts of adoption."""

from adoption.kinds import ActKind, Level
from core.errors import N_
from sbcp.language import glossary
from sbcp.language.locales import gettext as _
from sbcp.language.locales import ngettext
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import Told, read_partial_day

# By kind: with when it was done; a correction has the day of its entry.
RECORDED = {
    ActKind.ENDORSED: N_(
        "%(country)s recorded its <act>endorsement</act> of <version>version %(version)s</version> of "
        "%(document)s, given %(when)s"
    ),
    ActKind.SIGNED: N_(
        "%(country)s recorded its <act>signature</act> of <version>version %(version)s</version> of "
        "%(document)s, given %(when)s"
    ),
    ActKind.ADOPTED_BY_GOVERNMENT: N_(
        "%(country)s recorded its <act>adoption</act> of <version>version %(version)s</version> of "
        "%(document)s by the government %(when)s"
    ),
    ActKind.ADOPTED_BY_PARLIAMENT: N_(
        "%(country)s recorded its <act>adoption</act> of <version>version %(version)s</version> of "
        "%(document)s by parliament %(when)s"
    ),
    ActKind.ACCESSION: N_(
        "%(country)s recorded its <act>accession</act> to <version>version %(version)s</version> of "
        "%(document)s %(when)s"
    ),
    ActKind.RATIFICATION: N_(
        "%(country)s recorded its <act>ratification</act> of <version>version %(version)s</version> of "
        "%(document)s %(when)s"
    ),
    ActKind.RESERVATION: N_(
        "%(country)s recorded a <act>reservation</act> to <version>version %(version)s</version> of "
        "%(document)s, made %(when)s"
    ),
    ActKind.DECLARATION: N_(
        "%(country)s recorded a <act>declaration</act> on <version>version %(version)s</version> of "
        "%(document)s, made %(when)s"
    ),
    ActKind.OBJECTION: N_(
        "%(country)s recorded its <act>objection</act> to <version>version %(version)s</version> of "
        "%(document)s, made %(when)s"
    ),
    ActKind.WITHDRAWAL: N_(
        "%(country)s recorded the <act>withdrawal</act> of an earlier act on "
        "<version>version %(version)s</version> of %(document)s, made %(when)s"
    ),
    ActKind.CORRECTION: N_(
        "%(country)s recorded the <act>correction</act> of an earlier act on "
        "<version>version %(version)s</version> of %(document)s"
    ),
}
# A withdrawal that names no act is from the whole.
LEFT = N_(
    "%(country)s recorded its <act>withdrawal</act> from <version>version %(version)s</version> of "
    "%(document)s, made %(when)s"
)
# One that had no effect yet when it was made.
LEAVING = N_(
    "%(country)s announced its <act>withdrawal</act> from <version>version %(version)s</version> of "
    "%(document)s %(when)s, effective %(effective)s"
)
TO_COME = N_(
    "%(country)s recorded an <act>act</act> on <version>version %(version)s</version> of %(document)s, "
    "done %(when)s: %(kind)s, effective %(effective)s"
)


def recorded(told: Told) -> Sentence:
    kind = told.text("kind")
    other = _(
        "%(country)s recorded an <act>act</act> on <version>version %(version)s</version> of %(document)s"
    )
    named = _(
        "%(country)s recorded an <act>act</act> on <version>version %(version)s</version> of %(document)s, "
        "done %(when)s: %(kind)s"
    )
    withdrawn = glossary.act_kind_ended(told.text("withdrawn"))
    messages = [_(RECORDED[ActKind(kind)])] if kind in RECORDED and not withdrawn else []
    if kind == ActKind.WITHDRAWAL and not told.number("about") and not withdrawn:
        messages = [_(LEFT)]
    effective = ""
    if kind == ActKind.WITHDRAWAL and _is_to_come(told):
        effective = told.day("effective_on")
        messages = [_(TO_COME if withdrawn or told.number("about") else LEAVING), *messages]
    chapters = len(told.listed("scopes")) if kind != ActKind.CORRECTION else 0
    if chapters:  # nothing is said of the whole where an act covers a part
        messages = _on_chapters(chapters)
    kind_name = withdrawn or (glossary.act_kind_name(kind) if ActKind.has(kind) else kind)
    return told.say(
        *messages,
        named,
        other,
        when=told.when("done_on"),
        kind=kind_name,
        num=str(chapters),
        effective=effective,
    )


def _is_to_come(told: Told) -> bool:
    """Whether the act had no effect yet on the day on which it was done."""
    done, effective = (read_partial_day(told.value(name)) for name in ("done_on", "effective_on"))
    return done is not None and effective is not None and effective.day > done.day


def _on_chapters(number: int) -> list[str]:
    """The same of an act that covers so many chapters and not the whole."""
    return [
        ngettext(
            "%(country)s recorded an <act>act</act> on %(num)s chapter of "
            "<version>version %(version)s</version> of %(document)s, done %(when)s: %(kind)s",
            "%(country)s recorded an <act>act</act> on %(num)s chapters of "
            "<version>version %(version)s</version> of %(document)s, done %(when)s: %(kind)s",
            number,
        ),
        ngettext(
            "%(country)s recorded an <act>act</act> on %(num)s chapter of "
            "<version>version %(version)s</version> of %(document)s",
            "%(country)s recorded an <act>act</act> on %(num)s chapters of "
            "<version>version %(version)s</version> of %(document)s",
            number,
        ),
    ]


def verified(told: Told) -> Sentence:
    level = told.text("level")
    return told.say(
        _(
            "%(who)s verified an <act>act</act> of %(country)s on <version>version %(version)s</version> of "
            "%(document)s: “%(level)s”"
        ),
        _(
            "%(who)s verified an <act>act</act> of %(country)s on <version>version %(version)s</version> of "
            "%(document)s"
        ),
        level=glossary.level_name(level) if Level.has(level) else level,
    )


def file_erased(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s erased a file of an <act>act</act> of %(country)s on "
            "<version>version %(version)s</version> of %(document)s"
        ),
        _("A file of an <act>act</act> of %(country)s on %(document)s was erased"),
    )


def name_erased(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s erased the name of somebody who signed an <act>act</act> of %(country)s on "
            "<version>version %(version)s</version> of %(document)s"
        ),
        _("The name of somebody who signed an <act>act</act> of %(country)s on %(document)s was erased"),
    )


def listed(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s took in a <list>list</list> of %(acts)s past acts on "
            "<version>version %(version)s</version> of %(document)s"
        ),
        _("A list of past acts on %(document)s was taken in"),
        acts=told.number("acts"),
    )


def rule_set(told: Told) -> Sentence:
    return told.say(_("%(who)s set the rule of entry into force of %(document)s"))


WRITERS = {
    "act.recorded": recorded,
    "act.verified": verified,
    "act.file_erased": file_erased,
    "act.name_erased": name_erased,
    "acts.listed": listed,
    "entry_rule.set": rule_set,
}
