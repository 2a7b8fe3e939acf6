"""What a second person says of an act, and which acts they ask to see."""

from typing import ClassVar

from adoption.kinds import Level
from adoption.recording.acts import MAX_TEXT
from core.errors import N_
from sbcp.web.forms import Choice, Form, Words

NO_LEVEL = N_("Choose how well the act is proved.")
LEVELS = [(level, level.label) for level in Level]


class Verification(Form):
    """How well an act is proved, as a second person says."""

    aliases: ClassVar = {"": "level"}

    level = Choice(N_("How well is it proved?"), options=LEVELS, missing=NO_LEVEL, wrong=NO_LEVEL)
    note = Words(N_("What did you see, and where?"), limit=MAX_TEXT)


class ActsToVerify(Form):
    """Which acts of those that wait: of a country, and proved so far."""

    country = Choice(N_("Country"))
    level = Choice(N_("Proved so far"))
