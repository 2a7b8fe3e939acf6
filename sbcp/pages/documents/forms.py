"""What the forms about documents and their versions hold."""

from core.errors import N_
from sbcp.web.forms import ByLocale, Form, Tick


class NamesOfDocument(Form):
    """Title and summary in other languages than the document's own. ``confirm``: they have been checked."""

    title = ByLocale(N_("Title"))
    summary = ByLocale(N_("Summary"))
    confirm = Tick()

    @property
    def hidden(self) -> dict[str, str]:
        """All that was typed, as inputs for the page on which it is checked."""
        return {name: str(value) for name, value in self.values.items() if name != "confirm"}
