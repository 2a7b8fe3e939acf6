"""What people type, as it is kept."""

from unicodedata import normalize

from core.errors import N_, Invalid

LONGEST = 10_000  # characters


def checked_reason(text: str, field: str = "reason", missing: str = N_("Give a reason.")) -> str:
    """A text of some lines without blanks around it; tabs and line ends stay, other signs that cannot
    be seen do not. Raises Invalid (``field``) if it is missing or too long."""
    text = normalize("NFC", text.replace("\r\n", "\n"))
    text = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t").strip()
    if not text:
        raise Invalid(missing, field=field)
    if len(text) > LONGEST:
        raise Invalid(N_("Shorten this to %(limit)s characters."), field=field, limit=LONGEST)
    return text
