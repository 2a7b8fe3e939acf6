"""What the comparison page shows: a page of the changes between two states, with the reasons behind each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from consultation.answers.change_reasons import comments_behind_pids, comments_by_id
from consultation.models import Comment
from documents import queries
from documents.comparison.comparison import SAME_WORDS, ComparedParagraph, Occurrence, TextComparison
from documents.comparison.loading import Compared
from documents.drafting.history import Touch
from documents.models import Document, Version
from documents.redline import Words
from sbcp.pages.compare import options
from sbcp.pages.compare.options import EVERYTHING, RENUMBERED, Wanted
from sbcp.web.paging import Paging
from sbcp.web.text_html import mark_words

CHANGES_A_PAGE = 100
PARAGRAPHS_A_PAGE = 400  # where the whole text is shown
MOST_TOGETHER = 2000  # paragraphs that may be asked for on one page, to print them
SHORTEST_FOLD = 2  # fewer unchanged paragraphs than this are shown as they are


class Fold(NamedTuple):
    """A run of paragraphs that is folded away. ``left_out``: how many of them did change."""

    places: tuple[Occurrence, ...]
    left_out: int

    @property
    def number(self) -> int:
        return len(self.places)


class Renumbered(NamedTuple):
    """Paragraphs in a row of which only the number is another."""

    rows: tuple[ComparedParagraph, ...]


class Behind(NamedTuple):
    """Why a change was made: the saved changes that say a reason, and the comments that led to it."""

    reasons: list[Touch]
    comments: list[Comment]


@dataclass(frozen=True)
class Comparison:
    """One page of a comparison. ``new`` is missing where it is the working draft."""

    document: Document
    old: Version
    new: Version | None
    versions: list[Version]
    wanted: Wanted
    pair: TextComparison
    touches: Mapping[int, Sequence[Touch]]  # by pid
    commented: Mapping[int, set[int]]  # ids of comments, by pid
    words: Words
    behind: Mapping[int, Behind]  # of the changes of this page, by number

    def again(self, wanted: Wanted) -> "Comparison":
        """The same, seen otherwise."""
        return replace(self, wanted=wanted)

    @cached_property
    def selected(self) -> tuple[ComparedParagraph, ...]:
        """The changes that the reader's choices leave, by number."""
        return tuple(change for change in self.pair.changes if self._left_out(change) == "")

    @cached_property
    def left_out(self) -> dict[str, int]:
        """How many changes are not shown, by the choice that leaves them out."""
        counts: dict[str, int] = defaultdict(int)
        for change in self.pair.changes:
            if why := self._left_out(change):
                counts[why] += 1
        return dict(counts)

    def _left_out(self, change: ComparedParagraph) -> str:
        if self.wanted.kind and change.kind != self.wanted.kind:
            return "kind"
        if not self.wanted.formatting and change.kind in SAME_WORDS:
            return "formatting"
        return "commented" if self.wanted.commented and not self.comment_ids(change) else ""

    def comment_ids(self, change: ComparedParagraph) -> set[int]:
        return {comment for pid in change.pids for comment in self.commented.get(pid, ())}

    @cached_property
    def with_comments(self) -> int:
        """How many changes comments led to."""
        return sum(bool(self.comment_ids(change)) for change in self.pair.changes)

    @cached_property
    def same_words(self) -> int:
        """How many changes are of script, formatting or spacing alone."""
        return sum(change.kind in SAME_WORDS for change in self.pair.changes)

    # Pages

    @cached_property
    def _pages(self) -> list[list[Occurrence]]:
        """What is shown, cut into pages."""
        shown = self.pair.places if self.wanted.within else [Occurrence(change) for change in self.selected]
        if self.wanted.page == EVERYTHING and self.may_be_together:
            return [list(shown)]
        pages: list[list[Occurrence]] = [[]]
        changes = 0
        for place in shown:
            if changes == CHANGES_A_PAGE or len(pages[-1]) == PARAGRAPHS_A_PAGE:
                pages.append([])
                changes = 0
            pages[-1].append(place)
            changes += place.paragraph.number > 0 and not place.away
        return pages

    @property
    def may_be_together(self) -> bool:
        """Whether all may be shown on one page."""
        return len(self.pair.places) <= MOST_TOGETHER

    @cached_property
    def paging(self) -> Paging:
        """The pages, each of as much as ``_pages`` puts on it."""
        query = self.query(page=1)
        return Paging(total=len(self._pages), size=1, asked=self.wanted.page, query=query)

    @property
    def pages(self) -> int:
        return self.paging.pages

    @property
    def page(self) -> int:
        return self.paging.number

    @cached_property
    def _page_of(self) -> dict[tuple[bool, int], int]:
        return {
            place.paragraph.key: number
            for number, places in enumerate(self._pages, start=1)
            for place in places
            if not place.away
        }

    def shows(self, change: ComparedParagraph) -> bool:
        return change.key in self._page_of

    def page_of(self, change: ComparedParagraph) -> int:
        return self._page_of[change.key]

    @cached_property
    def rows(self) -> list[ComparedParagraph]:
        """The selected changes of this page, by number."""
        chosen = {change.number for change in self.selected}
        places = self._pages[self.page - 1]
        return [place.paragraph for place in places if place.paragraph.number in chosen and not place.away]

    @cached_property
    def pieces(self) -> list[Occurrence | Fold]:
        """The text of this page: places, and folds of what did not change between them."""
        places = self._pages[self.page - 1]
        chosen = {change.number for change in self.selected}
        bare = [not self._stands_out(place, chosen) for place in places]
        pieces: list[Occurrence | Fold] = []
        run: list[Occurrence] = []
        for index, place in enumerate(places):
            beside = bare[max(0, index - 1) : index + 2]  # a paragraph on either side of a change is shown
            if self.wanted.folded and all(beside):
                run.append(place)
            else:
                pieces += [*_folded(run), place]
                run = []
        return pieces + _folded(run)

    def _stands_out(self, place: Occurrence, chosen: set[int]) -> bool:
        change = place.paragraph
        renumbered = change.kind == RENUMBERED and self.wanted.numbering and not change.same
        return change.number in chosen or renumbered

    @cached_property
    def renumbered(self) -> list[Renumbered]:
        """What only got another number, told at the end of a list of changes."""
        if self.wanted.within or not self.wanted.numbering or self.wanted.kind not in ("", RENUMBERED):
            return []
        if self.wanted.commented or self.page < self.pages:
            return []
        runs: list[list[ComparedParagraph]] = []
        last = ""
        for change in self.pair.paragraphs:
            if change.kind == RENUMBERED:
                if last != RENUMBERED:
                    runs.append([])
                runs[-1].append(change)
            last = change.kind
        return [Renumbered(tuple(run)) for run in runs]

    # Links

    def query(self, **changes: Any) -> dict[str, str]:
        """The query of the address that shows this otherwise: ``query(mode="side")``."""
        return options.query(self.wanted, **changes)

    @cached_property
    def steps(self) -> dict[int, tuple[ComparedParagraph | None, ComparedParagraph | None]]:
        """The change shown before and the one shown after each, by number."""
        rows: list[ComparedParagraph | None] = [None, *self.selected, None]
        return {
            change.number: (before, after)
            for before, change, after in zip(rows, rows[1:], rows[2:], strict=False)
            if change is not None
        }

    # One row

    def inline(self, change: ComparedParagraph) -> str:
        return self.pair.inline(change, self.words)

    def beside(self, change: ComparedParagraph) -> tuple[str, str]:
        return self.pair.beside(change, self.words)


def comparison(
    db: Session,
    document: Document,
    old: Version,
    new: Version | None,
    compared: Compared,
    wanted: Wanted,
) -> Comparison:
    """What a reader asked to see of a pair; ``new`` is None for the working draft."""
    by_pid: dict[int, list[Touch]] = defaultdict(list)
    for touch in compared.touches:
        for pid in touch.pids:
            by_pid[pid].append(touch)
    return Comparison(
        document=document,
        old=old,
        new=new,
        versions=queries.versions(db, document),
        wanted=wanted,
        pair=compared.pair,
        touches=by_pid,
        commented=comments_behind_pids(db, document, compared.touches, new.number if new else None),
        words=mark_words(),
        behind={},
    )


def with_reasons(db: Session, shown: Comparison) -> Comparison:
    """The same, with why each change of its page was made."""
    ids = {change.number: shown.comment_ids(change) for change in shown.rows}
    comments = comments_by_id(db, {comment for numbers in ids.values() for comment in numbers}).values()
    behind = {
        change.number: Behind(
            _reasons(shown.touches, change), [c for c in comments if c.id in ids[change.number]]
        )
        for change in shown.rows
    }
    return replace(shown, behind=behind)


def _folded(run: list[Occurrence]) -> list[Occurrence | Fold]:
    if len(run) < SHORTEST_FOLD:
        return list(run)
    return [Fold(tuple(run), sum(place.paragraph.number > 0 for place in run))]


def _reasons(touches: Mapping[int, Sequence[Touch]], change: ComparedParagraph) -> list[Touch]:
    """The saved changes that touched a row and say why, the first first."""
    saved = {touch.id: touch for pid in change.pids for touch in touches.get(pid, ()) if touch.reason}
    return [saved[id_] for id_ in sorted(saved)]
