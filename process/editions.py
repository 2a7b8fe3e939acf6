"""Which version of a document is in force, from the steps it has taken: also while the next one is worked on.

The rules:

1. A step from adoption puts the last version published by then in force, in place of any that was before.
2. From «in force» the next edition can be opened: the document is in revision again, what is in force stays.
3. A step from revision to «in force» gives that edition up: what is in force stays.
4. A document that is superseded has no version in force any more.

Pure: the function looks at values that a query has gathered.
"""

from collections.abc import Sequence
from datetime import datetime

from process.lifecycle import Stage


def in_force(steps: Sequence[tuple[str, datetime]], versions: Sequence[tuple[int, datetime]]) -> int:
    """The number of the version that is in force after these steps, 0 for none.

    steps: the stage that each led into, and when, in their order. versions: the number of each, and when
    it was published.
    """
    number, before = 0, ""
    for stage, at in steps:
        if stage == Stage.SUPERSEDED:
            number = 0
        elif stage == Stage.IN_FORCE and not (number and before == Stage.REVISION):
            number = max((each for each, published_at in versions if published_at <= at), default=0)
        before = stage
    return number
