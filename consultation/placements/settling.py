"""A person says where a comment stands, and the versions that followed learn of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consultation.fields import checked_text
from consultation.kinds import PlacementKind
from consultation.models import Comment, Settlement, StandingPlace
from consultation.placements.carrying import kinds_between, placer
from consultation.placements.rules import WAITING, Anchor, Place, kind_of, nowhere, place_at
from core.errors import N_, Conflict, Invalid, Refused
from core.record import entries
from documents.lineage import LineageKind
from documents.models import Document, Paragraph, Version
from documents.text.words import plain
from members.models import Mandate


class PlaceConflict(Conflict):
    """Somebody has settled this place since the form was opened; ``place`` says where it is."""

    def __init__(self, place: StandingPlace) -> None:
        super().__init__(N_("Somebody else has settled the place of this comment in the meantime."))
        self.place = place


def settle_placement(
    db: Session,
    place: StandingPlace,
    *,
    pid: int | None,
    by: Mandate,
    now: datetime,
    reason: str = "",
    seen: int | None = None,
) -> StandingPlace:
    """A person says where a comment stands: at a paragraph of the version, or (None) nowhere.

    Only where the lineage left it uncertain or removed, or where a person has settled it before.
    What followed from it in later versions, and no person has settled there, follows anew. reason:
    why, which is public; a comment is not retired without one. seen: the count of ``changes`` that
    the form showed; PlaceConflict if there are more by now and they say something else. Raises
    Refused for a certain place, Invalid for a paragraph that the version does not have.
    """
    reason = checked_text(reason, "reason")
    comment, version = place.comment, place.version
    # Two people come one after the other, and neither while the next version takes the places over.
    db.execute(select(Document.id).where(Document.id == version.document_id).with_for_update(key_share=True))
    db.refresh(place)
    stale = seen is not None and seen != place.changes
    if place.kind not in WAITING and place.settled_by_id is None:
        raise PlaceConflict(place) if stale else Refused(N_("The place of this comment is certain."))
    if pid is None and not reason:
        raise Invalid(N_("Say why it stands nowhere. It will be published."), field="reason")
    chosen = (
        nowhere(PlacementKind.REMOVED, comment.quote) if pid is None else _chosen(db, comment, version, pid)
    )
    if stale:
        if place.settled_by is not None and _where(place) == chosen:
            return place  # the same form, sent twice
        raise PlaceConflict(place)
    decision = _settlement(place, chosen, by=by, at=now, reason=reason)
    db.add(decision)
    followed = _carry_on(db, place, decision)
    db.flush()
    db.refresh(place)
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="comment.placed",
        subject=version.document.subject,
        body={"comment": comment.number, "reason": reason, **_told(version, chosen)}
        | ({"later": followed} if followed else {}),
    )
    return place


def _where(place: StandingPlace) -> Place:
    return Place(place.pid, place.kind, place.quote_kind)


def _told(version: Version, place: Place) -> dict[str, object]:
    """A place as the record tells it."""
    return {"version": version.number, "pid": place.pid, "kind": place.kind, "quote_kind": place.quote_kind}


def _settlement(
    standing: StandingPlace,
    place: Place,
    *,
    at: datetime | None,
    by: Mandate | None = None,
    reason: str = "",
    follows: Settlement | None = None,
) -> Settlement:
    """What becomes of a place from now on."""
    return Settlement(
        placement_id=standing.id,
        number=standing.changes + 1,
        pid=place.pid,
        kind=place.kind,
        quote_kind=place.quote_kind,
        reason=reason,
        at=at,
        by=by,
        follows=follows,
    )


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


def _carry_on(db: Session, settled: StandingPlace, decision: Settlement) -> list[dict[str, object]]:
    """Let the later places of a comment follow from the one just settled, up to the first that a
    person has settled; those that changed, as the record tells them."""
    comment, before = settled.comment, Place(decision.pid, decision.kind, decision.quote_kind)
    changed: list[dict[str, object]] = []
    followed: list[StandingPlace] = []
    for later in _later(db, settled):
        if later.settled_by_id is not None:
            break
        anchor = Anchor(comment.version.number, comment.pid, tuple(comment.quote), before.pid, before.kind)
        place = placer(db, later.version.document, later.version)(anchor)
        if place != _where(later):
            db.add(_settlement(later, place, at=decision.at, follows=decision))
            changed.append(_told(later.version, place))
            followed.append(later)
        before = place
    db.flush()
    for later in followed:
        db.refresh(later)
    return changed


def _later(db: Session, place: StandingPlace) -> list[StandingPlace]:
    """The same comment's places in the versions after, the first first."""
    return list(
        db.scalars(
            select(StandingPlace)
            .join(StandingPlace.version)
            .where(StandingPlace.comment_id == place.comment_id, Version.number > place.version.number)
            .order_by(Version.number)
            .options(joinedload(StandingPlace.version))
            .execution_options(populate_existing=True)
        )
    )
