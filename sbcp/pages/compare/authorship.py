"""Who changed the words of a paragraph, and why: sentence by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session
from starlette.responses import Response

from consultation.answers.change_reasons import standing
from consultation.answers.tracing import own_pids, traces_behind
from consultation.models import Trace
from core.errors import N_, NotFound
from documents import queries
from documents.comparison.authorship import Sentence, sentences_of
from documents.comparison.comparison import ParagraphText
from documents.drafting import history
from documents.models import Document, DraftParagraph, Paragraph, Revision, Version
from documents.text.numbering import labels
from sbcp.web.render import render
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class Passage:
    """Sentences one after another that one saved change brought. revision: None where none tells it.
    traces: the comments that it answers."""

    words: str
    revision: Revision | None
    traces: Sequence[Trace]


@dataclass(frozen=True)
class Authorship:
    """A paragraph with who wrote what of it. version: None for the working draft. last: the number of the
    last version."""

    document: Document
    version: Version | None
    paragraph: ParagraphText
    passages: list[Passage]
    last: int


def of_version(visit: Visit) -> Response:
    """The sentences of a paragraph of a version, with the published changes that brought them."""
    paragraph = queries.paragraph_by_pid(visit.db, visit.version, visit.path["pid"])
    return _page(visit, visit.version, paragraph, paragraph.label)


def of_draft(visit: Visit) -> Response:
    """The same of a paragraph of the draft."""
    document, pid = visit.subject(), visit.path["pid"]
    rows = queries.draft(visit.db, document)
    names = labels([each.block for each in rows], document.labels_style)
    for paragraph, label in zip(rows, names, strict=True):
        if paragraph.pid == pid:
            return _page(visit, None, paragraph, label)
    raise NotFound(N_("This paragraph is not in the working draft."))


def _page(
    visit: Visit, version: Version | None, paragraph: Paragraph | DraftParagraph, label: str
) -> Response:
    document = visit.subject()
    before = version.number if version else None
    sentences = sentences_of(visit.db, document, paragraph.pid, paragraph.markdown, before=before)
    passages = _passages(visit.db, document, paragraph.pid, sentences, before)
    text = ParagraphText(paragraph.pid, label, paragraph.kind, paragraph.level, paragraph.markdown)
    shown = Authorship(document, version, text, passages, queries.last_number(visit.db, document))
    return render(visit, "compare/words.html", shown=shown)


def _passages(
    db: Session, document: Document, pid: int, sentences: Sequence[Sentence], shown_in: int | None
) -> list[Passage]:
    ids = {each.revision for each in sentences if each.revision is not None}
    revisions = history.revisions_by_id(db, document, ids)
    behind = traces_behind(db, document, revisions.values())
    stands = standing(db, revisions, shown_in)
    passages = []
    for id_, group in groupby(sentences, key=lambda each: each.revision):
        revision = revisions.get(id_ or 0)
        traces = [each for each in behind.get(id_ or 0, []) if (each.comment_id, each.revision_id) in stands]
        if revision is not None and revision.operation == "import":  # it changed much else as well
            traces = [trace for trace in traces if pid in own_pids(trace.comment)]
        passages.append(Passage(" ".join(each.words for each in group), revision, traces))
    return passages
