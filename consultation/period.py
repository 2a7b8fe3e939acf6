"""The times of a round. Half-open: the opening instant is in, the closing instant is out."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from consultation.kinds import RoundState
from core.errors import N_, Invalid


def state(opens_at: datetime, closes_at: datetime, now: datetime) -> RoundState:
    """Where a round stands at an instant. The one definition of «open»."""
    if now < opens_at:
        return RoundState.ANNOUNCED
    return RoundState.OPEN if now < closes_at else RoundState.CLOSED


def is_late(received_at: datetime, closes_at: datetime) -> bool:
    return received_at >= closes_at


def next_change(opens_at: datetime, closes_at: datetime, now: datetime) -> datetime | None:
    """When the state changes next, if it does: a kept page is good until then."""
    return {RoundState.ANNOUNCED: opens_at, RoundState.OPEN: closes_at}.get(state(opens_at, closes_at, now))


def instant(local: datetime, zone: str, *, field: str = "") -> datetime:
    """The instant of a wall-clock time in a zone, in UTC.

    Raises Invalid for an unknown zone, for the first and the last year of the calendar, for a time that the
    clocks skip, and for one that they show twice: a deadline must not be open to argument.
    """
    if zone not in available_timezones():
        raise Invalid(N_("Choose a time zone from the list."), field="zone")
    if not MINYEAR < local.year < MAXYEAR:  # another zone may be in a year that there is not
        raise Invalid(N_("Enter the year with four digits."), field=field)
    where = ZoneInfo(zone)
    earlier, later = (local.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier.astimezone(where).replace(tzinfo=None) != local:
        raise Invalid(
            N_("The clocks in %(zone)s skip %(time)s on that day. Choose another time."),
            field=field,
            zone=zone,
            time=f"{local:%H:%M}",
        )
    if later - earlier >= timedelta(minutes=1):
        raise Invalid(
            N_("The clocks in %(zone)s show %(time)s twice on that day. Choose another time."),
            field=field,
            zone=zone,
            time=f"{local:%H:%M}",
        )
    return earlier
