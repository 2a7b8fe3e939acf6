"""What each button of an import means: it takes what the button says and gives the row to come back to."""

from collections.abc import Callable

from core.errors import N_, Invalid
from documents import queries
from documents.imports import confirming
from documents.models import PendingImport
from sbcp.pages.imports.forms import Decision
from sbcp.web.forms import integer
from sbcp.web.visit import Visit

NOT_LISTED = N_("Choose a paragraph from the list.")


def take_choices(visit: Visit, pending: PendingImport, form: Decision) -> None:
    """Every paragraph chosen in a list is taken over, whichever button was pressed."""
    draft = _pids(visit)
    for number, chosen in form.added.data.items():
        if chosen:
            _take(pending, f"add-{number}", integer(number), integer(chosen), draft)
    for number, chosen in form.goes.data.items():
        if chosen:
            _take(pending, f"goes-{number}", integer(chosen), integer(number), draft)


def _take(pending: PendingImport, field: str, index: int | None, pid: int | None, draft: set[int]) -> None:
    """A paragraph of the file, by its index, comes from one of the draft, as a list named ``field`` says."""
    if index is None or pid is None:
        raise Invalid(NOT_LISTED, field=field)
    try:
        confirming.add_source(pending, index, pid, draft)
    except Invalid as error:
        raise Invalid(error.message, field=field) from error


def _vouch(_visit: Visit, pending: PendingImport, _form: Decision, what: str) -> str:
    indexes = _numbers(what)
    confirming.vouch(pending, indexes)
    return f"new-{indexes[0]}"


def _add(_visit: Visit, _pending: PendingImport, form: Decision, what: str) -> str:
    if not form.added.data.get(what):
        raise Invalid(N_("Choose a paragraph first."), field=f"add-{what}")
    return f"new-{what}"


def _goes(_visit: Visit, _pending: PendingImport, form: Decision, what: str) -> str:
    index = form.goes.data.get(what)
    if not index:
        raise Invalid(N_("Choose a paragraph first."), field=f"goes-{what}")
    return f"new-{index}"


def _remove(_visit: Visit, pending: PendingImport, _form: Decision, what: str) -> str:
    index, pid = _numbers(what, exactly=2)
    confirming.remove_source(pending, index, pid)
    return f"new-{index}"


def _say_new(_visit: Visit, pending: PendingImport, _form: Decision, what: str) -> str:
    [index] = _numbers(what, exactly=1)
    confirming.say_new(pending, index)
    return f"new-{index}"


def _put_back(_visit: Visit, pending: PendingImport, _form: Decision, what: str) -> str:
    indexes = _numbers(what)
    confirming.put_back(pending, indexes)
    return f"new-{indexes[0]}"


def _put_back_all(_visit: Visit, pending: PendingImport, _form: Decision, _what: str) -> str:
    confirming.put_back_all(pending)
    return ""


def _say_ends(visit: Visit, pending: PendingImport, _form: Decision, what: str) -> str:
    [pid] = _numbers(what, exactly=1)
    confirming.say_ends(pending, pid, _pids(visit))
    return f"end-{pid}"


def _put_back_end(_visit: Visit, pending: PendingImport, _form: Decision, what: str) -> str:
    [pid] = _numbers(what, exactly=1)
    confirming.put_back_end(pending, pid)
    goes = next((index for linked, index, _percent in pending.links if linked == pid), None)
    return f"end-{pid}" if goes is None else f"new-{goes}"


def _ticks(_visit: Visit, _pending: PendingImport, _form: Decision, _what: str) -> str:
    """The ticks are kept whichever button is pressed; this one does no more."""
    return ""


DECISIONS: dict[str, Callable[[Visit, PendingImport, Decision, str], str]] = {
    "confirm": _vouch,
    "add": _add,
    "goes": _goes,
    "remove": _remove,
    "new": _say_new,
    "back": _put_back,
    "ends": _say_ends,
    "back-end": _put_back_end,
    "back-all": _put_back_all,
    "ticks": _ticks,
}


def _numbers(what: str, exactly: int = 0) -> list[int]:
    """``12-13`` as numbers. Raises Invalid for what no button of ours says."""
    numbers = [number for digits in what.split("-") if (number := integer(digits)) is not None]
    if not numbers or len(numbers) != what.count("-") + 1 or (exactly and len(numbers) != exactly):
        raise Invalid(NOT_LISTED, field="reason")
    return numbers


def _pids(visit: Visit) -> set[int]:
    return {paragraph.pid for paragraph in queries.draft(visit.db, visit.subject())}
