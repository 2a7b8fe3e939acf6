"""What the forms of notes hold."""

import re

from core.errors import N_
from members.notes.threads import LONGEST, NO_TEXT
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.web.forms import Choice, Form, Hidden, Words

NO_LANGUAGE = N_("Choose the language of these words.")
SETTLE, REOPEN = "settle", "reopen"
LANGUAGES = [(tag, language_name(tag)) for tag in USER_LANGUAGES]
_DIGEST = re.compile("[0-9a-f]{64}")


class NewNote(Form):
    """A note, or an answer to one. ``source``: the digest of the words that its author had before them."""

    text = Words(N_("Your note"), limit=LONGEST, missing=NO_TEXT)
    language = Choice(
        N_("Language of these words"), options=LANGUAGES, missing=NO_LANGUAGE, wrong=NO_LANGUAGE
    )
    source = Hidden()

    @property
    def digest(self) -> str:
        """The digest that was sent; empty for what is none."""
        return self.source.raw if _DIGEST.fullmatch(self.source.raw) else ""


class NoteState(Form):
    """Whether a thread is settled."""

    act = Hidden()
