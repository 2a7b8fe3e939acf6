"""What tests of drafts look at and do."""

from types import SimpleNamespace as Place

from documents import queries
from documents.drafting.draft import Draft
from tests.support.factories import NOW
from tests.support.markup import Page
from tests.support.pages import Client

#: What can be done to a paragraph.
WRITES = ["", "delete", "move", "split", "merge"]


def at(place: Place, pid: int, operation: str = "") -> str:
    return f"{place.draft}/paragraphs/{pid}" + (f"/{operation}" if operation else "")


def texts(client: Client, place: Place) -> dict[int, str]:
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        return {row.pid: row.markdown for row in queries.draft(db, document)}


def value(page: Page, name: str) -> str:
    """What stands in a field."""
    field = page.ids[name]
    if field.tag == "select":
        return next(o.get("value", "") for o in field.iter("option") if o.get("selected") is not None)
    return (field.text or "") if field.tag == "textarea" else field.get("value", "")


def boris_does(client: Client, place: Place, operation: str, *arguments: object, **values: object) -> None:
    """Boris saves a change of his own in the meantime."""
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        draft = Draft(db, document, by=db.merge(place.boris), reason="Boris had a reason", now=NOW)
        based_on = {row.pid: row.changed_in for row in queries.draft(db, document)}
        if operation == "merge":
            values["other_based_on"] = based_on[arguments[1]]
        getattr(draft, operation)(*arguments, based_on=based_on[arguments[0]], **values)
