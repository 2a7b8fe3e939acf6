"""Steps of commitment, as tiles, marks and bars show them: each has a tint, an edge and a sign of its own."""

from enum import StrEnum


class Step(StrEnum):
    """How far a country has gone. Its value is the end of the names of its classes (``step--signed``)."""

    ADOPTED = "adopted"  # by its own decision, or party
    SIGNED = "signed"
    SUPPORTS = "supports"
    NONE = "none"  # nothing is known; this is not a «no»
    WITHDRAWN = "withdrawn"
    OBJECTS = "objects"
