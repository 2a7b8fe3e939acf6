"""Sentences about consultations, responses, comments and their answers."""

from collections.abc import Mapping
from typing import Any

from consultation.kinds import Answer
from documents.drafting.survival import Kept
from sbcp.language import glossary
from sbcp.language.locales import format_number, ngettext
from sbcp.language.locales import gettext as _
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import Told, count_of


def opened(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s set a <round>consultation</round> on <version>version %(version)s</version> of "
            "%(document)s, from %(opens)s to %(closes)s"
        ),
        _(
            "%(who)s opened a <round>consultation</round> on <version>version %(version)s</version> of "
            "%(document)s, until %(closes)s"
        ),
        _(
            "%(who)s opened a <round>consultation</round> on <version>version %(version)s</version> of "
            "%(document)s"
        ),
        opens=told.moment("opens_at"),
        closes=told.moment("closes_at"),
    )


def closed(told: Told) -> Sentence:
    count = sum(count_of(each) or 0 for each in _values(told.value("comments")))
    return told.say(
        ngettext(
            "The <round>consultation</round> on <version>version %(version)s</version> of %(document)s "
            "closed with %(count)s comment",
            "The <round>consultation</round> on <version>version %(version)s</version> of %(document)s "
            "closed with %(count)s comments",
            count,
        ),
        _("The <round>consultation</round> on <version>version %(version)s</version> of %(document)s closed"),
        count=format_number(count) if _values(told.value("comments")) else "",
    )


def extended(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s extended the <round>consultation</round> on <version>version %(version)s</version> of "
            "%(document)s to %(closes)s"
        ),
        closes=told.moment("closes_at"),
    )


def closed_early(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s closed the <round>consultation</round> on <version>version %(version)s</version> of "
            "%(document)s early: %(closes)s"
        ),
        closes=told.moment("closes_at"),
    )


def reopened(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s opened the <round>consultation</round> on <version>version %(version)s</version> of "
            "%(document)s again, until %(closes)s"
        ),
        closes=told.moment("closes_at"),
    )


def received(told: Told) -> Sentence:
    count = len(told.listed("comments"))
    in_time = ngettext(
        "A response with %(count)s comment on <version>version %(version)s</version> of %(document)s was "
        "received in the <round>consultation</round>",
        "A response with %(count)s comments on <version>version %(version)s</version> of %(document)s was "
        "received in the <round>consultation</round>",
        count,
    )
    late = ngettext(
        "A response with %(count)s comment on <version>version %(version)s</version> of %(document)s was "
        "received after the <round>consultation</round> had closed",
        "A response with %(count)s comments on <version>version %(version)s</version> of %(document)s was "
        "received after the <round>consultation</round> had closed",
        count,
    )
    is_late = told.value("late") is True
    return told.say(late if is_late else in_time, count=format_number(count) if count else "")


def answered(told: Told) -> Sentence:
    return told.say(
        _("%(who)s answered <comment>comment %(number)s</comment> on %(document)s: “%(answer)s”"),
        _("%(who)s answered <comment>comment %(number)s</comment> on %(document)s"),
        number=told.number("comment"),
        answer=_answer(told.text("answer")),
    )


def linked(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s linked <comment>comment %(number)s</comment> on %(document)s to what it changed in the "
            "text: %(revisions)s"
        ),
        _(
            "%(who)s linked <comment>comment %(number)s</comment> on %(document)s to what it changed in the "
            "text"
        ),
        number=told.number("comment"),
        revisions=", ".join(each for each in told.listed("revisions") if isinstance(each, str)),
    )


def unlinked(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s undid, by revision %(undone_by)s, what <comment>comment %(number)s</comment> on "
            "%(document)s had changed in the text: revision %(revision)s"
        ),
        _(
            "%(who)s undid what <comment>comment %(number)s</comment> on %(document)s had changed in the "
            "text: revision %(revision)s"
        ),
        _("%(who)s undid what <comment>comment %(number)s</comment> on %(document)s had changed in the text"),
        number=told.number("comment"),
        revision=told.text("revision"),
        undone_by=told.text("undone_by"),
    )


def kept(told: Told) -> Sentence:
    """A change that a comment led to stands whole, or only a part of it."""
    if told.text("kept") == Kept.PART:
        message = _(
            "%(who)s left only a part of what <comment>comment %(number)s</comment> on %(document)s had "
            "changed in the text: revision %(revision)s"
        )
    else:
        message = _(
            "%(who)s put back the whole of what <comment>comment %(number)s</comment> on %(document)s had "
            "changed in the text: revision %(revision)s"
        )
    return told.say(
        message,
        _("%(who)s changed what <comment>comment %(number)s</comment> on %(document)s had led to"),
        number=told.number("comment"),
        revision=told.text("revision"),
    )


def shown(told: Told) -> Sentence:
    count = count_of(told.value("comments")) or 0
    return told.say(
        ngettext(
            "<version>Version %(version)s</version> of %(document)s shows what %(count)s comment changed",
            "<version>Version %(version)s</version> of %(document)s shows what %(count)s comments changed",
            count,
        ),
        _("<version>Version %(version)s</version> of %(document)s shows what comments changed"),
        count=format_number(count) if told.number("comments") else "",
    )


def placed(told: Told) -> Sentence:
    if told.value("pid") is None:
        message = _(
            "%(who)s decided that <comment>comment %(number)s</comment> on %(document)s has no place in "
            "<version>version %(version)s</version>"
        )
    else:
        message = _(
            "%(who)s gave <comment>comment %(number)s</comment> on %(document)s its place in "
            "<version>version %(version)s</version>"
        )
    return told.say(message, number=told.number("comment"))


def carried(told: Told) -> Sentence:
    count = count_of(told.value("comments")) or 0
    return told.say(
        ngettext(
            "%(count)s comment on %(document)s was carried to <version>version %(version)s</version>",
            "%(count)s comments on %(document)s were carried to <version>version %(version)s</version>",
            count,
        ),
        _("The comments on %(document)s were carried to <version>version %(version)s</version>"),
        count=format_number(count) if told.number("comments") else "",
    )


def _answer(answer: str) -> str:
    """The words of an answer; one that is there no more as it is kept."""
    return glossary.answer_name(answer) if Answer.has(answer) else answer


def _values(counts: Any) -> list[Any]:
    return list(counts.values()) if isinstance(counts, Mapping) else []


WRITERS = {
    "consultation.opened": opened,
    "consultation.closed": closed,
    "consultation.extended": extended,
    "consultation.closed_early": closed_early,
    "consultation.reopened": reopened,
    "submission.received": received,
    "comment.answered": answered,
    "comment.linked": linked,
    "comment.unlinked": unlinked,
    "comment.kept": kept,
    "comments.shown": shown,
    "comment.placed": placed,
    "comments.carried": carried,
}
