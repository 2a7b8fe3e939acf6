"""A person says where a comment stands, and the versions that followed learn of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consultation.fields import checked_text
from consultation.kinds import PlacementKind
from consultation.models import Comment, Placement
from consultation.placements.carrying import kinds_between, placer
from consultation.placements.rules import WAITING, Anchor, Place, kind_of, nowhere, place_at
from core.errors import N_, Conflict, Invalid, Refused
from core.record import entries
from documents.lineage import LineageKind
from documents.models import Paragraph, Version
from documents.text.words import plain
from members.models import Mandate


class PlaceConflict(Conflict):
    """Somebody has settled this place since the form was opened; ``placement`` says where it is."""

    def __init__(self, placement: Placement) -> None:
        super().__init__(N_("Somebody else has settled the place of this comment in the meantime."))
        self.placement = placement


def settle_placement(
    db: Session,
    placement: Placement,
    *,
    pid: int | None,
    by: Mandate,
    now: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Placement:
    """A person says where a comment stands: at a paragraph of the version, or (None) nowhere.

    Only where the lineage left it uncertain or removed, or where a person has settled it before.
    What followed from it in later versions, and no person has settled there, follows anew. reason:
    why, which is public; a comment is not retired without one. seen: the count of ``changes`` that
    the form showed; PlaceConflict if there are more by now and they say something else. Raises
    Refused for a certain place, Invalid for a paragraph that the version does not have.
    """
    reason = checked_text(reason, "reason")
    db.refresh(placement, with_for_update={"of": Placement})
    comment, version = placement.comment, placement.version
    stale = seen is not None and seen != placement.changes
    if placement.kind not in WAITING and placement.settled_by_id is None:
        raise PlaceConflict(placement) if stale else Refused(N_("The place of this comment is certain."))
    if pid is None and not reason:
        raise Invalid(N_("Say why it stands nowhere. It will be published."), field="reason")
    place = (
        nowhere(PlacementKind.REMOVED, comment.quote) if pid is None else _chosen(db, comment, version, pid)
    )
    if stale:
        if placement.settled_by is not None and _place_of(placement) == place:
            return placement  # the same form, sent twice
        raise PlaceConflict(placement)
    _set(placement, place)
    placement.settled_by, placement.settled_at, placement.reason = by, now, reason
    db.flush()
    followed = _carry_on(db, placement)
    body: dict[str, Any] = {
        "comment": comment.number,
        "version": version.number,
        "pid": pid,
        "kind": placement.kind,
        "reason": reason,
    }
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="comment.placed",
        subject=version.document.subject,
        body=body | ({"later": followed} if followed else {}),
    )
    return placement


def _place_of(placement: Placement) -> Place:
    return Place(placement.pid, placement.kind, placement.quote_kind)


def _set(placement: Placement, place: Place) -> None:
    placement.pid, placement.kind, placement.quote_kind = place
    placement.changes += 1


def _chosen(db: Session, comment: Comment, version: Version, pid: int) -> Place:
    """The place at a paragraph that a person has chosen."""
    if comment.pid is None:
        raise Refused(N_("This comment is about the whole text."))
    pair = select(Paragraph.version_id, Paragraph.markdown).where(
        (Paragraph.version_id == version.id) & (Paragraph.pid == pid)
        | (Paragraph.version_id == comment.version_id) & (Paragraph.pid == comment.pid)
    )
    texts = {paragraph.version_id: paragraph.markdown for paragraph in db.execute(pair)}
    if version.id not in texts:
        raise Invalid(N_("Choose a paragraph of this version."), field="pid")
    line_kind = kinds_between(db, comment.version, version).get((comment.pid, pid))
    same = texts[version.id] == texts.get(comment.version_id)
    kind = kind_of(line_kind or (LineageKind.MOVED if same else LineageKind.EDITED))
    return place_at(comment.pid, comment.quote, pid, kind, lambda _pid: plain(texts[version.id]))


def _carry_on(db: Session, settled: Placement) -> list[Mapping[str, object]]:
    """Let the later places of a comment follow from the one just settled, up to the first that a
    person has settled; those that changed, as the record tells them."""
    comment, before = settled.comment, settled
    changed: list[Mapping[str, object]] = []
    for later in _later(db, settled):
        if later.settled_by_id is not None:
            break
        anchor = Anchor(comment.version.number, comment.pid, tuple(comment.quote), before.pid, before.kind)
        place = placer(db, later.version.document, later.version)(anchor)
        if place != _place_of(later):
            _set(later, place)
            changed.append({"version": later.version.number, "pid": place.pid, "kind": place.kind})
        before = later
    db.flush()
    return changed


def _later(db: Session, placement: Placement) -> list[Placement]:
    """The same comment's places in the versions after, the first first, held until the end."""
    return list(
        db.scalars(
            select(Placement)
            .join(Version, Placement.version_id == Version.id)
            .where(Placement.comment_id == placement.comment_id, Version.number > placement.version.number)
            .order_by(Version.number)
            .options(joinedload(Placement.version))
            .with_for_update(of=Placement)
            .execution_options(populate_existing=True)
        )
    )
