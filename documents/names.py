"""What a document is called, and what it is about, in other languages than its own.

Its title stays that in its own language. Every wording is a row of its own; the last of a language stands,
and is kept with the document too, where every list finds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from core.record import entries
from core.text import checked, checked_line
from documents.models import Document, DocumentName
from members.models import Mandate

LONGEST_TITLE = 300  # characters
LONGEST_SUMMARY = 2_000
NOTHING_NEW = N_("Nothing has been changed.")


@dataclass(frozen=True)
class Names:
    """Titles and summaries by the codes of languages."""

    titles: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)

    def clean(self) -> "Names":
        """As they will stand. Raises Invalid, at the field of its language, for one that is too long."""
        return Names(
            {
                code: checked_line(
                    text,
                    f"title-{code}",
                    limit=LONGEST_TITLE,
                    too_long=N_("This title is longer than %(limit)s characters."),
                )
                for code, text in self.titles.items()
            },
            {
                code: checked(text, f"summary-{code}", limit=LONGEST_SUMMARY)
                for code, text in self.summaries.items()
            },
        )


def languages(document: Document, codes: list[str]) -> list[str]:
    """Those of some languages that it can be named in: not its own, which its title is in; nor Serbian in
    Latin script if it is in Cyrillic, which is derived."""
    own = {document.language, *(["sr-Latn"] if document.language == "sr-Cyrl" else [])}
    return [code for code in codes if code not in own]


def changed(document: Document, names: Names) -> dict[str, tuple[str, str]]:
    """Title and summary of each language in which one of them would be another; empty ones take back what
    stood. Raises Invalid as ``clean`` of the names does, and for the document's own language."""
    new = names.clean()
    codes = list(dict.fromkeys([*new.titles, *new.summaries]))
    if len(languages(document, codes)) < len(codes):
        raise Invalid(
            N_("Its title in its own language does not change."), field=f"title-{document.language}"
        )
    named = {code: (new.titles.get(code, ""), new.summaries.get(code, "")) for code in codes}
    return {
        code: both
        for code, both in named.items()
        if both != (document.titles.get(code, ""), document.summaries.get(code, ""))
    }


def write(
    db: Session, document: Document, names: Names, *, by: Mandate | None, now: datetime
) -> list[DocumentName]:
    """Publish titles and summaries, and put them on the record. Languages that are not named stay as they
    are.

    Raises Invalid if nothing changes, and as ``changed`` does.
    """
    db.refresh(document, with_for_update=True)
    new = changed(document, names)
    if not new:
        raise Invalid(NOTHING_NEW, field=f"title-{next(iter(names.titles), '')}")
    query = select(DocumentName.language, func.max(DocumentName.number)).group_by(DocumentName.language)
    last = db.execute(query.where(DocumentName.document_id == document.id))
    numbers = {code: number or 0 for code, number in last}
    rows = [
        DocumentName(
            document=document,
            language=code,
            number=numbers.get(code, 0) + 1,
            title=title,
            summary=summary,
            named_at=now,
            named_by=by,
        )
        for code, (title, summary) in new.items()
    ]
    db.add_all(rows)
    document.titles = _standing(document.titles, {code: title for code, (title, _) in new.items()})
    document.summaries = _standing(document.summaries, {code: text for code, (_, text) in new.items()})
    db.flush()
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by),
        action="document.named",
        subject=document.subject,
        body={"languages": sorted(new)},
    )
    return rows


def _standing(before: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in sorted({**before, **new}.items()) if text}
