"""Where a comment without a certain place could stand: what a person is offered to choose from."""

from collections.abc import Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from consultation.answers.triage import Waiting
from consultation.kinds import PlacementKind
from consultation.placements.rules import quote_kind
from documents import queries
from documents.lineage import Line
from documents.models import Paragraph, Version
from documents.text.words import plain

ALIKE = 55  # percent of likeness from which a paragraph is offered that the lineage does not lead to
MOST = 3  # paragraphs offered


def candidates(db: Session, version: Version, rows: Sequence[Waiting]) -> dict[int, list[Paragraph]]:
    """The paragraphs of a version that each of these comments could stand at, by the comment's id,
    the best first: those that the lineage, certain or not, leads to; else those most alike."""
    here = {paragraph.pid: paragraph for paragraph in queries.paragraphs(db, version)}
    words = {pid: plain(paragraph.markdown) for pid, paragraph in here.items()}

    @cache
    def lines(home: Version) -> list[Line]:
        return queries.lines_between(db, home, version)

    by_comment: dict[int, list[Paragraph]] = {}
    for waiting in rows:
        pids: list[int] = []
        if waiting.paragraph is not None:
            led = [line.new for line in lines(waiting.comment.version) if line.old == waiting.paragraph.pid]
            pids = _best(waiting, {pid: words[pid] for pid in led if pid is not None}) or _alike(
                waiting, words
            )
        by_comment[waiting.comment.id] = [here[pid] for pid in pids]
    return by_comment


def _best(waiting: Waiting, words: Mapping[int, str]) -> list[int]:
    """Paragraphs with the quoted words first, then by likeness."""
    assert waiting.paragraph is not None
    original = plain(waiting.paragraph.markdown)
    order = (PlacementKind.UNCHANGED, PlacementKind.CHANGED, "", PlacementKind.REMOVED)

    def rank(pid: int) -> tuple[int, float]:
        return order.index(quote_kind(waiting.comment.quote, words[pid])), -fuzz.ratio(original, words[pid])

    return sorted(words, key=rank)[:MOST]


def _alike(waiting: Waiting, words: Mapping[int, str]) -> list[int]:
    assert waiting.paragraph is not None
    original = plain(waiting.paragraph.markdown)
    alike = process.extract(original, words, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST)
    return _best(waiting, {pid: text for text, _score, pid in alike})
