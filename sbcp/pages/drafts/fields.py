"""What the forms of the working draft hold, as it was typed."""

import re
from dataclasses import dataclass, field

from sqlalchemy.orm import Session
from starlette.datastructures import FormData, QueryParams

from consultation.answers.triage import comment_by_number
from consultation.models import Comment
from core.errors import N_, Invalid, NotFound
from documents.models import Document


@dataclass
class Fields:
    """One form, whichever operation it is for. ``comments``: numbers that were ticked; ``others``:
    numbers that were typed; ``based_on``: the saved change on which the person began.

    After a conflict: ``together``: the text put together of both; ``take``: it is to be saved, not
    ``markdown``; ``began``: the saved change on which ``markdown`` was written."""

    markdown: str = ""
    reason: str = ""
    comments: list[str] = field(default_factory=list)
    others: str = ""
    based_on: int = 0
    after: str = ""
    depth: int = 1
    other: int = 0
    other_based_on: int = 0
    preview: bool = False
    together: str = ""
    take: bool = False
    began: int = 0


def typed(form: FormData | QueryParams) -> Fields:
    return Fields(
        markdown=text(form, "markdown").replace("\r\n", "\n"),
        reason=text(form, "reason").replace("\r\n", "\n"),
        comments=[value for value in form.getlist("comments") if isinstance(value, str)],
        others=text(form, "others"),
        based_on=whole(text(form, "based_on")) or 0,
        after=text(form, "after"),
        depth=min(max(whole(text(form, "depth")) or 1, 1), 6),
        other=whole(text(form, "other")) or 0,
        other_based_on=whole(text(form, "other_based_on")) or 0,
        preview="preview" in form,
        together=text(form, "together").replace("\r\n", "\n"),
        take="take" in form,
        began=whole(text(form, "began")) or 0,
    )


def place(fields: Fields) -> int | None:
    """The paragraph after which something is to stand; None for the beginning."""
    if fields.after == "start":
        return None
    found = whole(fields.after)
    if found is None:
        raise Invalid(N_("Choose a place in the text."), field="after")
    return found


def linked_comments(db: Session, document: Document, fields: Fields) -> list[Comment]:
    """The comments that a change answers, each once. Raises Invalid for a number that there is not."""
    typed_numbers = re.split(r"[\s,;]+", fields.others.strip()) if fields.others.strip() else []
    found: dict[int, Comment] = {}
    for said in [*fields.comments, *typed_numbers]:
        comment = _comment(db, document, said)
        found[comment.id] = comment
    return list(found.values())


def _comment(db: Session, document: Document, said: str) -> Comment:
    number = whole(said.removeprefix("#"))
    try:
        if number is not None:
            return comment_by_number(db, document, number)
    except NotFound:
        pass
    raise Invalid(N_("There is no comment “%(number)s” on this document."), field="others", number=said)


def text(form: FormData | QueryParams, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def whole(said: str) -> int | None:
    """A whole number that a database can hold, or None."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
