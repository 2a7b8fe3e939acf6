"""Instants that a form of a round says in day, month, year and time."""

from datetime import datetime

from starlette.datastructures import FormData

from consultation import period
from core.errors import N_, Invalid


def moment(form: FormData, name: str, zone: str) -> datetime | None:
    """The instant of the fields ``name-day`` to ``name-time``; None if no date was given."""
    parts = [str(form.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year", "time")]
    if not any(parts[:3]):
        return None
    try:
        local = datetime.strptime(" ".join(parts), "%d %m %Y %H:%M")  # noqa: DTZ007  its zone comes next
    except ValueError as error:
        raise Invalid(
            N_("Enter a real date in numbers and a time, for example 16 7 2027 and 17:00."), field=name
        ) from error
    return period.instant(local, zone, field=name)
