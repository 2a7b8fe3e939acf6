"""The countries of the process, from the configuration beside the members' room."""

import tomllib

from sqlalchemy.orm import Session

from members import queries, services
from sbcp.places import PARTICIPANTS


def ensure(db: Session) -> None:
    """Take in the countries that the configuration names and the database does not know yet."""
    known = {participant.code for participant in queries.participants(db)}
    for row in tomllib.loads(PARTICIPANTS.read_text("utf-8"))["participant"]:
        if row["code"] not in known:
            services.add_participant(
                db,
                code=row["code"],
                position=row["position"],
                names=row.get("name", {}),
                footnotes=row.get("footnote", {}),
            )
