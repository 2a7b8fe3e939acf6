"""The code that a country stands by in addresses, forms and exports. Pure: no database."""

import re

from core.errors import N_

LONGEST_CODE = 8  # characters
WRONG_CODE = N_("Use two to eight capital letters of English, digits or hyphens; the first is a letter.")

_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,7}")


def is_code(text: str) -> bool:
    """Whether a text can be the code of a country: ISO 3166-1 alpha-2, ``EU``, a private ``X…``, or what
    else a list brings."""
    return _CODE.fullmatch(text) is not None
