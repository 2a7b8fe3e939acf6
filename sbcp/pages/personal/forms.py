"""What the forms about personal data hold."""

from core.errors import N_
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Day, Form, Hidden, Number, OneLine, Tick

NO_DOCUMENT = N_("Choose a document from the list.")
NO_COMMENT = N_("Enter the number of a comment of this person.")
NO_DAY = N_("Enter a real date, for example 16 7 2027.")
NO_WAY = N_("Say how the person asked for it.")

# How somebody may have asked us; the words are published with the request.
ASKED = {
    "letter": N_("Asked for in a letter of %(day)s."),
    "mail": N_("Asked for by e-mail on %(day)s."),
    "person": N_("Asked for in person on %(day)s."),
    "authority": N_("Ordered by an authority on %(day)s."),
}


class ResponseErasure(Form):
    """Whether the words of a response are erased with its author's name: ``text`` is «yes» then."""

    text = Hidden()

    @property
    def with_text(self) -> bool:
        return bool(self.text.data == "yes")


class AskedErasure(Form):
    """Whose data is to be erased, the author's of a comment or a member's, and how they asked for it."""

    whose = Choice(N_("Whose data is it?"))
    document = Choice(N_("Document"))
    comment = Number(N_("Number of one of the comments"), wrong=NO_COMMENT)
    text = Tick(N_("Erase the words of the comments too"))
    email = OneLine(N_("E-mail address of the account"))
    way = Choice(
        N_("How was it asked for?"),
        name="asked",
        options=list(ASKED.items()),
        missing=NO_WAY,
        wrong=NO_WAY,
    )
    on = Day(N_("On which day?"), missing=NO_DAY, wrong=NO_DAY)

    def check(self) -> None:
        if self.of_member:
            self.faults.pop("comment", None)  # not asked for then
            return
        if self.comment.data is None:
            self.add("comment", _(NO_COMMENT))
        if not self.document.data:
            self.add("document", _(NO_DOCUMENT))

    @property
    def of_member(self) -> bool:
        return bool(self.whose.data == "member")

    @property
    def reason(self) -> str:
        """How it was asked for, in a sentence without names: it is published."""
        return ASKED[self.way.data] % {"day": self.on.data.isoformat()}
