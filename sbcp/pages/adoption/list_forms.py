"""What the form about a list of past acts holds."""

from base64 import b64decode, b64encode

from adoption.lists.reading import MOST_BYTES
from core.errors import N_
from core.files.kinds import safe_name
from core.text import LONGEST_REASON
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, File, Form, Hidden, Tick, Words

NO_VERSION = N_("Choose the version that the acts are about.")


class NewList(Form):
    """A list that is to be taken in. The file that came goes on with the form as base64 (kept, kept_name), so
    that nobody chooses it again. ``confirm``: it has been looked at, and a second person is to be asked."""

    file = File(N_("File"))
    kept = Hidden()
    kept_name = Hidden()
    version = Choice(N_("Version"), missing=NO_VERSION, wrong=NO_VERSION)
    reason = Words(
        N_("Why it is taken in, and where the list comes from"),
        limit=LONGEST_REASON,
        missing=N_("Say why it is taken in, and where the list comes from."),
    )
    confirm = Tick()

    def sent_file(self) -> tuple[str, bytes] | None:
        """The name and the bytes of the file that was chosen, or else of the one that is kept; of one that is
        too large, enough of it to say so."""
        if (chosen := self.file.data) is not None:
            chosen.file.seek(0)
            return safe_name(chosen.filename or ""), chosen.file.read(MOST_BYTES + 1)
        try:
            data = b64decode(self.kept.raw, validate=True)
        except ValueError:
            return None
        return (safe_name(self.kept_name.raw), data) if data else None

    def keep(self, name: str, data: bytes) -> None:
        """Go on with a file, unless it is too large to be read anyway."""
        is_small = len(data) <= MOST_BYTES
        self.kept.process_data(b64encode(data).decode() if is_small else "")
        self.kept_name.process_data(name if is_small else "")

    def check(self) -> None:
        if self.sent_file() is None:
            self.add("file", _("Choose the file with the list."))
