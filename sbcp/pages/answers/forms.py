"""What the forms about comments hold: an answer, and the place where a comment stands."""

from typing import ClassVar

from consultation.fields import LONGEST_TEXT
from consultation.kinds import Answer
from core.errors import N_
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Choices, Form, Hidden, Number, OneLine, Words, integer

TOO_LONG = N_("This text has %(length)s characters. The most that can be sent is %(limit)s.")
NO_ANSWER = N_("Choose an answer.")
NO_LANGUAGE = N_("Choose a language from the list.")
NO_PLACE = N_("Choose where the comment stands.")
GONE, OTHER = "gone", "other"  # nowhere; at a paragraph from the list


class NewAnswer(Form):
    """An answer to a comment, and the revisions that carried it out. ``after``: the answer that stood when
    the form was opened, 0 for none."""

    aliases: ClassVar = {"": "answer"}

    after = Number()
    answer = Choice(
        N_("Answer"),
        options=[(answer, answer.label) for answer in Answer],
        missing=NO_ANSWER,
        wrong=NO_ANSWER,
    )
    reason = Words(N_("Reason"), limit=LONGEST_TEXT, too_long=TOO_LONG)
    language = Choice(
        N_("Language of the reason"),
        options=[(tag, language_name(tag)) for tag in USER_LANGUAGES],
        missing=NO_LANGUAGE,
        wrong=NO_LANGUAGE,
    )
    touched = Choices()  # ids of revisions that were ticked
    revisions = OneLine(N_("Other revisions that carried it out"))  # their names
    link_reason = Words(
        N_("Why revisions of other paragraphs carry it out"), limit=LONGEST_TEXT, too_long=TOO_LONG
    )


class CommentPlace(Form):
    """Where a comment stands. ``place``: a paragraph that was offered, by its number, GONE or OTHER;
    ``pid``: the paragraph from the list. ``seen``: the count of changes that the form showed."""

    aliases: ClassVar = {"": "place"}

    comment = Number()
    seen = Number()
    place = Hidden(missing=NO_PLACE)
    pid = Number()
    reason = Words(N_("Reason"), limit=LONGEST_TEXT, too_long=TOO_LONG)

    @property
    def chosen(self) -> int | None:
        """The paragraph that was chosen; None for «nowhere»."""
        if self.place.raw == GONE:
            return None
        return self.pid.data if self.place.raw == OTHER else integer(self.place.raw)

    def check(self) -> None:
        if self.place.raw == GONE:
            if not self.reason.data:
                self.add("reason", _("Say why it stands nowhere. It will be published."))
        elif self.place.raw and self.chosen is None:
            self.add("pid", _("Choose a paragraph of this version."))
