"""What the form of one comment holds: empty, as it was saved, or as it was typed."""

from typing import Any

from starlette.datastructures import FormData

from consultation.kinds import CommentKind
from consultation.models import Comment
from consultation.responses import submissions
from core.errors import N_, NotFound
from sbcp.web.visit import Visit

Values = dict[str, Any]


def new(visit: Visit) -> Values:
    return {
        "key": submissions.new_key(),
        "comment": None,
        "pid": _pid(visit.query.get("pid")),
        "quote": [],
        "kind": CommentKind.GENERAL,
        "body": "",
        "proposed_text": "",
        "justification": "",
        "language": visit.locale.code,
    }


def of(comment: Comment) -> Values:
    names = ("pid", "quote", "kind", "body", "proposed_text", "justification", "language")
    return {name: getattr(comment, name) for name in names} | {
        "key": submissions.new_key(),
        "comment": comment.id,
    }


def typed(form: FormData) -> Values:
    names = ("key", "kind", "body", "proposed_text", "justification", "language")
    return {name: str(form.get(name, "")) for name in names} | {
        "quote": [str(sentence) for sentence in form.getlist("quote")],
        "pid": _pid(form.get("pid")),
        "comment": whole(form.get("comment")),
    }


def _pid(value: Any) -> int | None:
    """A pid from an address or a form; None when there is none. Raises NotFound for anything else."""
    if not value:
        return None
    number = whole(value)
    if number is None:
        raise NotFound(N_("There is no such paragraph."))
    return number


def whole(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
