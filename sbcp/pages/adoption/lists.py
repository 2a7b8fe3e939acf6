"""Lists of past acts: sent as a file, looked at act by act, taken in by two persons, shown as they came."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from adoption import loading
from adoption.kinds import ActKind
from adoption.lists.entering import Source
from adoption.lists.preview import Preview
from adoption.lists.reading import (
    COLUMNS,
    MOST_BYTES,
    MOST_LINES,
    OPTIONAL,
    Fault,
    ListRefused,
    cells,
)
from adoption.models import Act, ActList
from core.errors import N_, Conflict, NotFound, Refused
from documents.models import Version
from documents.queries import versions
from members.approvals import Approval
from sbcp import permissions
from sbcp.approvals import past_acts
from sbcp.approvals.act import Body
from sbcp.language.locales import gettext as _
from sbcp.language.locales import ngettext
from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.list_forms import NewList
from sbcp.pages.approvals import views
from sbcp.web.errors import message_of
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

SHOWN = 100  # acts of a list that was taken in, on one page
ACCEPT = ".csv,.xlsx"
BY_LINE = 500  # faults that are written out

# What each column says, for the page that explains them.
EXPLAINED = {
    "participant": N_("The country by its code in this process, such as RS. Needed."),
    "act": N_("What was done, in the words listed below. Needed."),
    "date": N_(
        "The day on which it was done: 2020-05-17, or so much of it as is known: 2020-05, 2020. Needed, but "
        "for a correction that leaves it as it was."
    ),
    "effective": N_("The day from which the act has effect, if the act says so. As the date."),
    "recorded": N_("The day on which the act became known, a whole day."),
    "ref": N_("A name for the act, within the list: another line can name it."),
    "about": N_(
        "The name (ref) of the act that this one is about. Left empty: the last act of the country that it "
        "can be about."
    ),
    "name": N_("What the country was called then, or is called by a change of name."),
    "note": N_("Anything that should be read with the act."),
    "instrument": N_("The title of the paper that the act rests on."),
    "number": N_("The number of the paper."),
    "body": N_("Who issued the paper."),
    "gazette": N_("Where it was published, in the style of the country."),
    "link": N_("Its address on the internet."),
}


def form(visit: Visit, sent: NewList | None = None, faults: Sequence[Fault] = ()) -> Response:
    """The form for a list; faults: what is wrong with the one that came, line by line."""
    document, listed = visit.subject(), versions(visit.db, visit.subject())
    if not listed:
        raise Refused(N_("This document has no published version yet."))
    shown = sent or NewList.read(visit, {"version": listed[-1].number})
    return render(
        visit,
        "adoption/list_new.html",
        **shown.shown(),
        document=document,
        versions=[(str(each.number), f"{each.number}, {each.label}") for each in reversed(listed)],
        faults=_by_words(faults),
        accept=ACCEPT,
        megabytes=MOST_BYTES >> 20,
        most=MOST_LINES,
        waiting=views.waiting_about(visit, document.subject, past_acts.KIND),
        taken_in=visit.db.scalars(
            select(ActList).where(ActList.version_id.in_([each.id for each in listed])).order_by(ActList.id)
        ).all(),
    )


def take(visit: Visit) -> Response:
    """Show a list as it is read, and ask a second person once that has been looked at."""
    by, sent = visit.mandate("adoption:import"), NewList.read(visit)
    version = _chosen(visit, sent)
    sent.is_right()
    prepared: tuple[Body, Preview] | None = None
    faults: Sequence[Fault] = ()
    if (file := sent.sent_file()) is not None:
        name, data = file
        sent.keep(name, data)
        if sent.is_sent:
            source = Source(name, sha256(data).hexdigest(), sent.reason.raw)
            prepared, faults = _read(visit, sent, version, source, data)
    if prepared is None or sent.faults:
        return form(visit, sent, faults)
    body, preview = prepared
    if sent.confirm.data:
        return views.ask(visit, past_acts.KIND, visit.subject().subject, body, sent.reason.data, by)
    return render(
        visit,
        "adoption/list_preview.html",
        **_previewed(visit, body, preview),
        document=visit.subject(),
        reason=sent.reason.data,
        kept=[(name, value) for name, value in sent.values.items() if name != "confirm"],
        approval=None,
    )


def asked(visit: Visit) -> Response:
    """The same list for whoever decides; once it is taken in, the page of it."""
    approval = _approval(visit)
    act_list = past_acts.list_of(visit.db, approval.body)
    if act_list is not None:
        return redirect(visit, "acts_list", slug=visit.subject().slug, list=act_list.id)
    try:
        shown = _previewed(visit, approval.body, past_acts.shown_again(visit.db, approval.body, visit.now))
    except ListRefused as error:  # what it rests on has changed since
        shown = {"preview": None, "faults": _by_words(error.faults)}
    return render(
        visit,
        "adoption/list_preview.html",
        **shown,
        document=visit.subject(),
        reason=approval.reason,
        kept=[],
        approval=approval,
    )


def show(visit: Visit) -> Response:
    """A list that was taken in: when, by whom, why, and its acts."""
    document = visit.subject()
    act_list = visit.db.get(ActList, visit.path["list"])
    if act_list is None or act_list.version.document_id != document.id:
        raise NotFound(N_("There is no list at this address."))
    acts = loading.acts(visit.db, Act.list_id == act_list.id)
    page = paging(visit, len(acts), SHOWN)
    return render(
        visit,
        "adoption/list.html",
        document=document,
        list=act_list,
        acts=page.cut(acts),
        participants=len({act.participant_id for act in acts}),
        paging=page,
        **status_labels.words(visit.db),
    )


def columns(visit: Visit) -> Response:
    """How a list is written: its columns, and the words for acts."""
    return render(
        visit,
        "adoption/list_columns.html",
        columns=[(name, _(EXPLAINED[name])) for name in (*COLUMNS, *OPTIONAL)],
        kinds=[
            (
                "objection to the text" if kind == ActKind.OBJECTION else str(kind),
                _(kind.label),
                _(kind.meaning),
            )
            for kind in ActKind
        ],
        megabytes=MOST_BYTES >> 20,
        most=MOST_LINES,
    )


def _word(kind: ActKind) -> str:
    """A kind as lists write it: «objection» alone is one to a reservation there."""
    return "objection to the text" if kind == ActKind.OBJECTION else str(kind)


def template(_visit: Visit) -> Response:
    """An empty list: the names of the columns alone, with the mark by which programs know UTF-8."""
    text = "\ufeff" + ",".join((*COLUMNS, *OPTIONAL)) + "\r\n"
    headers = {"Content-Disposition": 'attachment; filename="acts.csv"'}
    return Response(text.encode(), headers=headers, media_type="text/csv; charset=utf-8")


def _read(
    visit: Visit, sent: NewList, version: Version | None, source: Source, data: bytes
) -> tuple[tuple[Body, Preview] | None, Sequence[Fault]]:
    """What would be asked for, or what is wrong with the list, of which the form tells too."""
    try:
        table = cells(data)
        if version is not None:
            return past_acts.prepare(visit.db, version, table, source, visit.now), ()
    except ListRefused as error:
        if all(fault.line == 0 for fault in error.faults):
            sent.add("file", _words(error.faults[0]))
            return None, ()
        count = len(error.faults)
        words = ngettext(
            "The list has %(num)s fault. It is named below, with its line.",
            "The list has %(num)s faults. They are named below, with their lines.",
            count,
        )
        sent.add("file", words % {"num": count})
        return None, error.faults
    except Conflict as error:
        sent.add("file", message_of(error))
    return None, ()


def _by_words(faults: Sequence[Fault]) -> list[tuple[str, list[int]]]:
    """What is wrong, in words, with the lines where it is; each thing once."""
    lines: dict[str, list[int]] = {}
    for fault in faults[:BY_LINE]:
        lines.setdefault(_words(fault), []).append(fault.line)
    return list(lines.items())


def _words(fault: Fault) -> str:
    return _(fault.message) % dict(fault.values) if fault.values else _(fault.message)


def _previewed(visit: Visit, body: Body, preview: Preview) -> dict[str, Any]:
    return {"preview": preview, "body": body, "faults": [], **status_labels.words(visit.db)}


def _chosen(visit: Visit, sent: NewList) -> Version | None:
    """The version that the form names, if there is one; its field knows what may be chosen."""
    by_number = {str(each.number): each for each in versions(visit.db, visit.subject())}
    sent.version.options = [(number, number) for number in by_number]
    return by_number.get(sent.version.raw)


def _approval(visit: Visit) -> Approval:
    """The newest request to take in the list of this digest. Raises NotFound, for who may not see it too."""
    query = (
        select(Approval)
        .where(Approval.kind == past_acts.KIND, Approval.subject == visit.subject().subject)
        .order_by(Approval.id.desc())
    )
    named = (visit.path["n"], visit.path["digest"])
    for approval in visit.db.scalars(query):
        if (approval.body["version"], approval.body["sha256"]) == named:
            if permissions.sees(approval, visit.mandates):
                return approval
            break
    raise NotFound(N_("There is no such request."))
