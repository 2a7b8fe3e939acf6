"""What each button of an import means: it takes what the button says and gives the row to come back to."""

from collections.abc import Callable

from core.errors import N_, Invalid
from documents import queries
from documents.imports import confirming
from documents.models import PendingImport
from sbcp.pages.drafts.fields import text, whole
from sbcp.web.visit import Visit


def take_choices(visit: Visit, pending: PendingImport) -> None:
    """Every paragraph chosen in a list is taken over, whichever button was pressed."""
    draft = _pids(visit)
    for name, value in visit.form.multi_items():
        side, dash, number = name.partition("-")
        if side not in ("add", "goes") or not dash or not value:
            continue
        asked_about, chosen = whole(number), whole(value) if isinstance(value, str) else None
        if asked_about is None or chosen is None:
            raise Invalid(N_("Choose a paragraph from the list."), field=name)
        index, pid = (asked_about, chosen) if side == "add" else (chosen, asked_about)
        try:
            confirming.add_source(pending, index, pid, draft)
        except Invalid as error:
            raise Invalid(error.message, field=name) from error


def _vouch(_visit: Visit, pending: PendingImport, what: str) -> str:
    indexes = _numbers(what)
    confirming.vouch(pending, indexes)
    return f"new-{indexes[0]}"


def _add(visit: Visit, _pending: PendingImport, what: str) -> str:
    if not text(visit.form, f"add-{what}"):
        raise Invalid(N_("Choose a paragraph first."), field=f"add-{what}")
    return f"new-{what}"


def _goes(visit: Visit, _pending: PendingImport, what: str) -> str:
    index = text(visit.form, f"goes-{what}")
    if not index:
        raise Invalid(N_("Choose a paragraph first."), field=f"goes-{what}")
    return f"new-{index}"


def _remove(_visit: Visit, pending: PendingImport, what: str) -> str:
    index, pid = _numbers(what, exactly=2)
    confirming.remove_source(pending, index, pid)
    return f"new-{index}"


def _say_new(_visit: Visit, pending: PendingImport, what: str) -> str:
    [index] = _numbers(what, exactly=1)
    confirming.say_new(pending, index)
    return f"new-{index}"


def _put_back(_visit: Visit, pending: PendingImport, what: str) -> str:
    indexes = _numbers(what)
    confirming.put_back(pending, indexes)
    return f"new-{indexes[0]}"


def _put_back_all(_visit: Visit, pending: PendingImport, _what: str) -> str:
    confirming.put_back_all(pending)
    return ""


def _say_ends(visit: Visit, pending: PendingImport, what: str) -> str:
    [pid] = _numbers(what, exactly=1)
    confirming.say_ends(pending, pid, _pids(visit))
    return f"end-{pid}"


def _put_back_end(_visit: Visit, pending: PendingImport, what: str) -> str:
    [pid] = _numbers(what, exactly=1)
    confirming.put_back_end(pending, pid)
    goes = next((index for linked, index, _percent in pending.links if linked == pid), None)
    return f"end-{pid}" if goes is None else f"new-{goes}"


DECISIONS: dict[str, Callable[[Visit, PendingImport, str], str]] = {
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
    numbers = [number for part in what.split("-") if (number := whole(part)) is not None]
    if not numbers or len(numbers) != what.count("-") + 1 or (exactly and len(numbers) != exactly):
        raise Invalid(N_("Choose a paragraph from the list."), field="reason")
    return numbers


def _pids(visit: Visit) -> set[int]:
    return {row.pid for row in queries.draft(visit.db, visit.subject())}
