"""The files of an act that is being entered: kept as they come, and shown again with the form."""

from collections.abc import Iterator
from dataclasses import dataclass

from adoption.recording.papers import MOST_FILES
from core.db import Database
from core.errors import Invalid, Refused
from core.files import keeping, kinds, store
from core.files.models import File
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption.entry.forms import FilesOfAct
from sbcp.pages.adoption.entry.pages import FILES, Entered
from sbcp.web.errors import message_of
from sbcp.web.visit import Visit

FREE_ROWS = 3  # offered for further files; with the empty ones no more than a form may hold


@dataclass(frozen=True)
class ShownRow:
    """A row of the form: its number, and the file that is kept already, if there is one."""

    number: int
    file: File | None


def keep(visit: Visit, form: FilesOfAct) -> bool:
    """Keep the files that came with a form, whatever else is wrong with it; whether there were any. What is
    wrong with one is told at its row.

    The transaction of the request ends first, with nothing written in it: nobody is to wait while the bytes
    are on their way. Whoever calls asks again for what they had read.
    """
    sent = [each for each in form.paper.rows if each.upload is not None]
    if not sent:
        return False
    database: Database = visit.request.app.state.database
    visit.db.rollback()
    for each in sent:
        assert each.upload is not None, "these are the rows with one"
        each.upload.file.seek(0)
        data = each.upload.file.read(kinds.MAX_BYTES + 1)
        place = store.opened(visit.settings.files_place)
        try:
            key = keeping.keep(database, place, each.upload.filename or "", data, visit.now)
        except (Invalid, Refused) as error:
            form.add(f"paper-{each.number}-file", message_of(error))
        else:
            form.paper.keep(each.number, key)
    return True


def kept(visit: Visit, form: FilesOfAct) -> dict[int, File]:
    """The files that a form names as kept, by row. One that is gone is told at its row."""
    rows = {each.key: each.number for each in form.paper.rows if each.key}
    files = keeping.by_keys(visit.db, list(rows), visit.now)
    for key, number in rows.items():
        if key not in files:
            form.paper.let_go(number)
            form.add(f"paper-{number}-file", _("This file is not kept any more. Choose it again."))
    return {rows[key]: file for key, file in files.items()}


def rows(form: FilesOfAct, files: dict[int, File]) -> list[ShownRow]:
    """The rows of the form: those filled in, and some for more."""
    return list(_rows({each.number for each in form.paper.rows}, files))


def _rows(filled: set[int], files: dict[int, File]) -> Iterator[ShownRow]:
    free = 0
    for number in range(1, MOST_FILES + 1):
        if number not in files:
            free += 1
        if number in filled or free <= FREE_ROWS:
            yield ShownRow(number, files.get(number))


def named(visit: Visit, entered: Entered) -> list[File]:
    """The files that the pages of an act name, and that are there, each once."""
    form = entered.form(FILES)
    assert isinstance(form, FilesOfAct)
    keys = [each.key for each in form.paper.rows if each.key]
    return list(keeping.by_keys(visit.db, list(dict.fromkeys(keys)), visit.now).values())
