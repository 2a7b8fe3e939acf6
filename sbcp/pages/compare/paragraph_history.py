"""A paragraph through all versions on one page, with what changed between any two of them."""

from dataclasses import dataclass

from starlette.responses import Response

from consultation.answers.change_reasons import made_at
from documents.comparison import paragraph_history
from documents.comparison.paragraph_history import ParagraphState
from documents.models import Document
from documents.redline import redline_block
from sbcp.language.glossary import paragraph_name
from sbcp.web.render import render
from sbcp.web.text_html import mark_words
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class MarkedStage:
    """A stage with its marks since the stage before. ``html`` is its words where none changed."""

    stage: ParagraphState
    html: str
    comments: int  # made on it in this version


@dataclass(frozen=True)
class History:
    """A paragraph by its permanent number, the first version first."""

    document: Document
    pid: int
    steps: list[MarkedStage]
    old: ParagraphState
    new: ParagraphState
    marked: str  # from the old to the new stage

    @property
    def stages(self) -> list[ParagraphState]:
        return [step.stage for step in self.steps]

    @property
    def place(self) -> str:
        """What it is called where it was last in the text; empty without a label."""
        last = next((stage.texts[0] for stage in reversed(self.stages) if stage.texts), None)
        return paragraph_name(last, self.document.language) if last else ""

    @property
    def same(self) -> bool:
        """Whether the two chosen stages have the same words."""
        return self.old.markdown == self.new.markdown


def history(visit: Visit) -> Response:
    """Every stage of a paragraph, and two of them compared: the first and the last by default."""
    document, pid = visit.subject(), visit.path["pid"]
    stages = paragraph_history.states(visit.db, document, pid, drafted=visit.may("draft:read"))
    names = {str(stage.number or "draft"): stage for stage in stages}
    old = names.get(visit.query.get("old", ""), stages[0])
    new = names.get(visit.query.get("new", ""), stages[-1])
    if stages.index(old) > stages.index(new):
        old, new = new, old
    comments = made_at(visit.db, document, {text.pid for stage in stages for text in stage.texts})
    shown = History(
        document=document,
        pid=pid,
        steps=[_step(stage, comments) for stage in stages],
        old=old,
        new=new,
        marked=_marked(old.markdown, new, "between-"),
    )
    return render(visit, "compare/history.html", shown=shown)


def _step(stage: ParagraphState, comments: dict[tuple[int, int], int]) -> MarkedStage:
    before = "\n\n".join(text.markdown for text in stage.sources)
    version = stage.version.id if stage.version else 0
    count = sum(comments.get((version, text.pid), 0) for text in stage.texts)
    return MarkedStage(
        stage, _marked(before if stage.kind else stage.markdown, stage, f"{stage.number}-"), count
    )


def _marked(before: str, stage: ParagraphState, prefix: str) -> str:
    """The change of a stage from an earlier text, or its words where there is none."""
    if before == stage.markdown and all(text.html for text in stage.texts):
        return "\n".join(text.html for text in stage.texts)
    return redline_block(before, stage.markdown, mark_words(), prefix)
