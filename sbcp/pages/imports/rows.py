"""What became what in an imported file, row by row, for a person to look at."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from documents import lineage
from documents.imports import confirming, importing, merging
from documents.imports.threeway import Merged
from documents.lineage import LineageKind
from documents.models import PendingImport
from documents.text.blocks import Block
from documents.text.numbering import labels
from sbcp.pages.drafts.paragraphs import NamedParagraph, excerpt, name_of
from sbcp.web.text_html import alone, redline

LONG = 20_000  # characters of a row; what is longer is shown on its own page only
FEW = 0.25  # of the draft; when less than this is recognised, it may be the wrong file


@dataclass(frozen=True, eq=False)
class FileParagraph:
    """A paragraph of the text that the file and the draft give together.

    index: of the paragraph of the file that it is; None if only the draft has it. by: whose words they
    are. clash: the pid of the place that a person has to decide about first. sources: what it comes from;
    doubted: the pids nobody has confirmed.
    """

    key: str
    index: int | None
    by: str
    clash: int | None
    label: str
    block: Block
    language: str
    sources: list[NamedParagraph] = field(default_factory=list)
    doubted: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        return name_of(self.label, self.block, self.language)

    @property
    def words(self) -> str:
        return excerpt(self.block.markdown)


@dataclass(frozen=True, eq=False)
class ImportRow:
    """What became what at one place, in the order of the file.

    kind: of the lineage. state: ``certain``, ``check`` (doubtful, nobody has looked), ``checked``
    (somebody has), ``likely`` (new, but something like it ended), or ``clash`` (both changed it, nobody has
    decided). comments: how many stand on it.
    """

    kind: str
    old: tuple[NamedParagraph, ...]
    new: tuple[FileParagraph, ...]
    state: str
    comments: int

    @property
    def key(self) -> str:
        """How links and buttons name this row."""
        return self.new[0].key if self.new else f"end-{self.old[0].pid}"

    @property
    def keys(self) -> set[str]:
        """Every name that leads to this row."""
        return {new.key for new in self.new} or {self.key}

    @property
    def of_file(self) -> list[FileParagraph]:
        """Those of its paragraphs that the file has."""
        return [new for new in self.new if new.index is not None]

    @property
    def by(self) -> str:
        """Whose words they are: ``theirs`` only if all are."""
        return next((new.by for new in self.new if new.by != "theirs"), "theirs" if self.new else "mine")

    @property
    def clash(self) -> int | None:
        return next((new.clash for new in self.new if new.clash is not None), None)

    @property
    def asked(self) -> bool:
        return self.state in ("check", "checked")

    @property
    def is_changed(self) -> bool:
        return self.kind != LineageKind.UNCHANGED or self.asked or self.state == "clash"

    @property
    def texts(self) -> tuple[str, str]:
        old = "\n\n".join(place.paragraph.markdown for place in self.old)
        return old, "\n\n".join(new.block.markdown for new in self.new)

    @property
    def is_long(self) -> bool:
        return sum(map(len, self.texts)) > LONG

    @cached_property
    def html(self) -> Markup:
        """The change with its marks; the words alone where they are all old or all new."""
        old, new = self.texts
        if not old or not new or old == new:
            return alone(new or old)
        return redline(old, new, f"{self.key}-", whole=len(self.old) + len(self.new) > 2)


@dataclass(frozen=True)
class Comments:
    """The comments of the last version that a confirmed import would concern, by what becomes of them."""

    follow: int = 0
    wait: int = 0
    end: int = 0

    @property
    def concerned(self) -> int:
        return self.follow + self.wait + self.end


@dataclass(frozen=True)
class Preview:
    """All rows in the order of the text put together, and what they come to.

    file: the paragraphs of the file that are in it; size: how many the file has. kinds: number of rows by
    kind. recognised: how many paragraphs go on of the ``begun`` that the file was begun from. to_check: how
    many rows were doubtful or set by hand; unchecked: those of them that nobody has looked at.
    """

    rows: list[ImportRow]
    draft: list[NamedParagraph]
    file: list[FileParagraph]
    size: int
    begun: int
    kinds: dict[str, int]
    recognised: int
    to_check: int
    unchecked: int
    comments: Comments
    is_decided: bool  # has a person said anything yet?

    @property
    def looks_wrong(self) -> bool:
        return self.recognised < FEW * self.begun

    def of(self, show: str) -> list[ImportRow]:
        """The rows that a filter leaves: ``check``, ``changed``, or all."""
        if show == "check":
            return [each for each in self.rows if each.asked]
        return [each for each in self.rows if each.is_changed] if show == "changed" else self.rows

    def named(self, key: str) -> ImportRow | None:
        return next((each for each in self.rows if key in each.keys), None)

    def beside(self, each: ImportRow | None) -> tuple[ImportRow | None, ImportRow | None]:
        """The nearest rows before and after this one that nobody has looked at."""
        at = self.rows.index(each) if each in self.rows else -1
        before = next((r for r in reversed(self.rows[: max(at, 0)]) if r.state == "check"), None)
        return before, next((r for r in self.rows[at + 1 :] if r.state == "check"), None)


def preview(
    pending: PendingImport, together: Merged, draft: list[NamedParagraph], comments: Mapping[int, int]
) -> Preview:
    """The draft beside what it becomes together with the imported file.

    comments: how many stand on each paragraph of the last version.
    """
    lines = merging.lines_of(together, {place.pid: place.paragraph.markdown for place in draft})
    places = {place.pid: place for place in draft}
    file = _paragraphs(pending, together, places)
    make = _RowMaker(pending, places, file, comments)
    rows = _in_order([make.row(link) for link in lineage.links(lines)], draft, file)
    compared = {pid for pid, _index, _percent in pending.compared or () if pid is not None}
    linked = {pid for pid, _index, percent in pending.links if percent != merging.GONE}
    return Preview(
        rows=rows,
        draft=draft,
        file=[each for each in file if each.index is not None],
        size=len(pending.blocks),
        begun=len(compared | linked),
        kinds=dict(Counter(each.kind for each in rows)),
        recognised=len(linked),
        to_check=sum(each.asked for each in rows),
        unchecked=sum(each.state == "check" for each in rows),
        comments=_concerned(rows, comments),
        is_decided=bool(pending.ended) or pending.links != importing.links_found(pending),
    )


def _paragraphs(
    pending: PendingImport, together: Merged, places: Mapping[int, NamedParagraph]
) -> list[FileParagraph]:
    """The text put together, each paragraph with where it comes from."""
    sources: dict[int, list[int]] = defaultdict(list)
    for pid, index, _percent in pending.links:
        sources[index].append(pid)
    doubted: dict[int, set[int]] = defaultdict(set)
    for pid, index in importing.guesses(pending):
        doubted[index].add(pid)
    open_clashes = {clash.key for clash in together.undecided}
    document, pieces = pending.document, together.pieces
    names = labels([piece.block for piece in pieces], document.labels_style)
    result = []
    for at, (piece, label) in enumerate(zip(pieces, names, strict=True)):
        is_of_file = piece.index is not None
        from_pids = sources[piece.index] if piece.index is not None else list(piece.sources)
        paragraph = FileParagraph(
            key=f"new-{piece.index}" if is_of_file else f"kept-{piece.pid or f'part-{at}'}",
            index=piece.index,
            by=piece.by,
            clash=piece.key if piece.key in open_clashes else None,
            label=label,
            block=piece.block,
            language=document.language,
            sources=[places[pid] for pid in from_pids if pid in places],
            doubted=frozenset(doubted[piece.index]) if piece.index is not None else frozenset(),
        )
        result.append(paragraph)
    return result


class _RowMaker:
    """Makes rows of links, knowing what is doubtful and what a person has said."""

    def __init__(
        self,
        pending: PendingImport,
        places: Mapping[int, NamedParagraph],
        file: Sequence[FileParagraph],
        comments: Mapping[int, int],
    ) -> None:
        self.places, self.file, self.comments = places, file, comments
        self.open = confirming.open_rows(pending), confirming.open_ends(pending)
        self.touched = (
            confirming.doubtful_rows(pending) | confirming.changed_rows(pending),
            confirming.doubtful_ends(pending) | set(pending.ended or ()),
        )
        self.unsure = {i for pid, i, percent in pending.compared or () if pid is None and _is_doubt(percent)}

    def row(self, link: lineage.Link) -> ImportRow:
        old = tuple(self.places[pid] for pid in link.old)
        return ImportRow(
            kind=link.kind,
            old=old,
            new=tuple(self.file[index] for index in link.new),
            state=self._state(link),
            comments=sum(self.comments.get(pid, 0) for place in old for pid in place.paragraph.origins),
        )

    def _state(self, link: lineage.Link) -> str:
        new = [self.file[at] for at in link.new]
        if any(each.clash is not None for each in new):
            return "clash"
        rows = {each.index for each in new if each.index is not None}
        ends = set(link.old) if not link.new else set()
        if rows & self.open[0] or ends & self.open[1]:
            return "check"
        if rows & self.touched[0] or ends & self.touched[1]:
            return "checked"
        return "likely" if link.kind == LineageKind.ADDED and rows & self.unsure else "certain"


def _is_doubt(percent: int | None) -> bool:
    return percent is not None and percent < importing.DOUBT


def _in_order(
    rows: Sequence[ImportRow], draft: Sequence[NamedParagraph], text: Sequence[FileParagraph]
) -> list[ImportRow]:
    """Rows by their place in the text; one that ends stands after what came before it in the draft."""
    after: dict[int, int] = {}  # the row that holds each paragraph of the draft
    places = {each.key: at for at, each in enumerate(text)}
    onward = sorted((each for each in rows if each.new), key=lambda each: places[each.new[0].key])
    for at, each in enumerate(onward):
        after.update((place.pid, at) for place in each.old)
    ended = {each.old[0].pid: each for each in rows if not each.new}
    following: dict[int, list[ImportRow]] = defaultdict(list)
    last = -1
    for place in draft:
        last = after.get(place.pid, last)
        if place.pid in ended:
            following[last].append(ended[place.pid])
    result = following[-1]
    for at, each in enumerate(onward):
        result += [each, *following[at]]
    return result


def _concerned(rows: Sequence[ImportRow], comments: Mapping[int, int]) -> Comments:
    """Each comment once, by the most uncertain fate of the paragraph that it stands on."""
    fates: dict[int, str] = {}
    for each in rows:
        for place in each.old:
            fate = _fate(each, place)
            for pid in place.paragraph.origins:
                fates[pid] = min(fates.get(pid, "z"), fate)
    total: Counter[str] = Counter()
    for pid, fate in fates.items():
        total[fate] += comments.get(pid, 0)
    return Comments(follow=total["b follows"], wait=total["a waits"], end=total["c ends"])


def _fate(each: ImportRow, place: NamedParagraph) -> str:
    if not each.new:
        return "c ends"
    if each.state in ("check", "clash") or not place.paragraph.certain:
        return "a waits"
    return "b follows" if each.is_changed else "d stays"
