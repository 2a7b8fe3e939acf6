"""What each button of an import means: it takes what the button says and gives the row to come back to."""

from collections.abc import Callable

from core.errors import N_, Invalid
from documents import queries
from documents.imports import confirming
from documents.models import Proposal
from sbcp.pages.drafts.fields import text, whole
from sbcp.web.visit import Visit


def take_choices(visit: Visit, proposal: Proposal) -> None:
    """Every paragraph chosen in a list is taken over, whichever button was pressed."""
    draft = _pids(visit)
    for name, value in visit.form.multi_items():
        side, dash, number = name.partition("-")
        if side not in ("add", "goes") or not dash or not value:
            continue
        row, chosen = whole(number), whole(value) if isinstance(value, str) else None
        if row is None or chosen is None:
            raise Invalid(N_("Choose a paragraph from the list."), field=name)
        index, pid = (row, chosen) if side == "add" else (chosen, row)
        try:
            confirming.add_source(proposal, index, pid, draft)
        except Invalid as error:
            raise Invalid(error.message, field=name) from error


def _vouch(_visit: Visit, proposal: Proposal, what: str) -> str:
    indexes = _numbers(what)
    confirming.vouch(proposal, indexes)
    return f"new-{indexes[0]}"


def _add(visit: Visit, _proposal: Proposal, what: str) -> str:
    if not text(visit.form, f"add-{what}"):
        raise Invalid(N_("Choose a paragraph first."), field=f"add-{what}")
    return f"new-{what}"


def _goes(visit: Visit, _proposal: Proposal, what: str) -> str:
    index = text(visit.form, f"goes-{what}")
    if not index:
        raise Invalid(N_("Choose a paragraph first."), field=f"goes-{what}")
    return f"new-{index}"


def _remove(_visit: Visit, proposal: Proposal, what: str) -> str:
    index, pid = _numbers(what, exactly=2)
    confirming.remove_source(proposal, index, pid)
    return f"new-{index}"


def _say_new(_visit: Visit, proposal: Proposal, what: str) -> str:
    [index] = _numbers(what, exactly=1)
    confirming.say_new(proposal, index)
    return f"new-{index}"


def _put_back(_visit: Visit, proposal: Proposal, what: str) -> str:
    indexes = _numbers(what)
    confirming.put_back(proposal, indexes)
    return f"new-{indexes[0]}"


def _put_back_all(_visit: Visit, proposal: Proposal, _what: str) -> str:
    confirming.put_back_all(proposal)
    return ""


def _say_ends(visit: Visit, proposal: Proposal, what: str) -> str:
    [pid] = _numbers(what, exactly=1)
    confirming.say_ends(proposal, pid, _pids(visit))
    return f"end-{pid}"


def _put_back_end(_visit: Visit, proposal: Proposal, what: str) -> str:
    [pid] = _numbers(what, exactly=1)
    confirming.put_back_end(proposal, pid)
    goes = next((index for linked, index, _percent in proposal.links if linked == pid), None)
    return f"end-{pid}" if goes is None else f"new-{goes}"


DECISIONS: dict[str, Callable[[Visit, Proposal, str], str]] = {
    "confirm": _vouch,
    "add": _add,
    "goes": _goes,
    "remove": _remove,
    "new": _say_new,
    "back": _put_back,
    "ends": _say_ends,
    "back-end": _put_back_end,
    "back-all": _put_back_all,
}


def _numbers(what: str, exactly: int = 0) -> list[int]:
    """``12-13`` as numbers. Raises Invalid for what no button of ours says."""
    found = [number for part in what.split("-") if (number := whole(part)) is not None]
    if not found or len(found) != what.count("-") + 1 or (exactly and len(found) != exactly):
        raise Invalid(N_("Choose a paragraph from the list."), field="reason")
    return found


def _pids(visit: Visit) -> set[int]:
    return {row.pid for row in queries.draft(visit.db, visit.subject())}
