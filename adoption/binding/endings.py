"""By what act a standing is over, or will be: the withdrawal, with its own day and proof."""

from dataclasses import dataclass
from datetime import date

from adoption.fates import ActFacts, level
from adoption.kinds import Level
from adoption.queries import VersionStatus
from adoption.status import Standing


@dataclass(frozen=True)
class Ending:
    """A withdrawal that ends what a standing is named by.

    act: its number; source: whose data count, its last correction or itself; done, precision: when it was
    done; on, on_precision: when it has effect, perhaps still to come; level: how well it is proved.
    """

    act: int
    source: int
    done: date
    precision: str
    on: date
    on_precision: str
    level: Level


def ending(status: VersionStatus, code: str, standing: Standing) -> Ending | None:
    """What ends a participant's standing on a version; None where nothing does. code: the participant's."""
    became = status.became.get(code, ())
    fate = next((each for each in became if each.act.id == standing.act), None)
    if fate is None or fate.ended_by is None or standing.withdrawn_from is None:
        return None
    by: ActFacts = fate.ended_by
    as_it_says = standing.withdrawn_from == fate.ends_on
    return Ending(
        act=by.id,
        source=next((each.source for each in became if each.act.id == by.id), by.id),
        done=by.day,
        precision=by.precision,
        on=standing.withdrawn_from,
        on_precision=fate.ends_precision if as_it_says else "day",
        level=level(by, status.days.known_at),
    )
