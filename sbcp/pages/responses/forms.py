"""What the forms of a response hold: one comment, and who sends."""

from collections.abc import Sequence
from typing import Any

from consultation.kinds import CommentKind
from consultation.models import Comment, Submission
from consultation.responses import submissions
from consultation.responses.content import (
    SPEAKERS,
    CommentInput,
    SenderInput,
    check_comment,
    check_sender,
)
from core.errors import N_, NotFound
from documents.models import Paragraph
from sbcp.language.glossary import comment_kind_name
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.web.forms import AsTyped, Choice, Choices, Form, Hidden, Number, Tick
from sbcp.web.visit import Visit

NO_LANGUAGE = N_("Choose a language from the list.")
LANGUAGES = [(tag, tag) for tag in USER_LANGUAGES]


def _kind_name(kind: str) -> str:
    return comment_kind_name(kind) if kind in set(CommentKind) else kind


class OneComment(Form):
    """A comment, new or to be changed. ``key``: makes sending it twice one; ``comment``: the one that is
    changed; ``seen``: what it said when the form was opened; ``do``: which button was pressed."""

    key = Hidden()
    comment = Number()
    seen = Hidden()
    pid = Number()
    quote = Choices(N_("Sentences that the comment is about"))
    body = AsTyped(N_("Your comment"))
    proposed_text = AsTyped(N_("How it should read"))
    justification = AsTyped(N_("Why (optional)"))
    kind = Choice(N_("Kind of comment (optional)"), words=_kind_name)
    language = Choice(
        N_("Language you write in"),
        options=LANGUAGES,
        missing=NO_LANGUAGE,
        wrong=NO_LANGUAGE,
        words=language_name,
    )
    do = Hidden()

    @property
    def content(self) -> CommentInput:
        """The comment for the service, as it was typed."""
        return CommentInput(
            body=self.body.data,
            language=self.language.data,
            pid=self.pid.data,
            quote=self.quote.data,
            kind=self.kind.data,
            proposed_text=self.proposed_text.data,
            justification=self.justification.data,
        )

    def is_right_for(self, paragraph: Paragraph | None) -> bool:
        """As ``is_right``, with what the rules of comments say of this paragraph."""
        if not self.is_sent:
            return False
        self.is_right()
        self.add_all(check_comment(self.content, paragraph)[1])
        return not self.faults

    @property
    def asks_for_preview(self) -> bool:
        return bool(self.do.data == "preview")


def new_comment(visit: Visit) -> dict[str, Any]:
    """The values of an empty form, for the paragraph that the address names. Raises NotFound if what it
    names can be none."""
    form = OneComment.asked(visit)
    if form.pid.raw and form.pid.data is None:
        raise NotFound(N_("There is no such paragraph."))
    return {
        "key": submissions.new_key(),
        "pid": form.pid.data,
        "kind": CommentKind.GENERAL,
        "language": visit.locale.code,
    }


def of_comment(comment: Comment) -> dict[str, Any]:
    """The values of a form that changes a comment."""
    names = ("pid", "quote", "kind", "body", "proposed_text", "justification", "language")
    values = {name: getattr(comment, name) for name in names}
    return values | {
        "key": submissions.new_key(),
        "comment": comment.id,
        "seen": submissions.comment_as_kept(comment),
    }


class OwnComment(Form):
    """One of the comments in one's response, to be taken out."""

    comment = Number()


class Sender(Form):
    """Who sends a response. ``seen``: what was kept of it when the form was opened."""

    seen = Hidden()
    kind = Choice(N_("You speak"), options=[(kind, kind) for kind in SPEAKERS])
    name = AsTyped(N_("Your name (optional)"))
    organisation = AsTyped(N_("Organisation (if you speak for one)"))
    publish_name = Tick(N_("Publish my name and organisation with my comments"))
    email = AsTyped(N_("E-mail address (optional)"))
    country = Choice(N_("Country (optional)"), wrong=N_("Choose a country from the list."))
    language = Choice(N_("Your language"), options=LANGUAGES, missing=NO_LANGUAGE, wrong=NO_LANGUAGE)

    def sender(self, visit: Visit) -> SenderInput:
        """The sender for the service, as it was typed."""
        return SenderInput(
            kind=self.kind.data,
            language=self.language.data,
            name=self.name.data,
            organisation=self.organisation.data,
            country=self.country.data,
            publish_name=self.publish_name.data,
            email=self.email.data,
            locale=visit.locale.code,
        )

    def is_right_for(self, visit: Visit, countries: Sequence[tuple[str, str]]) -> bool:
        """As ``is_right``, with what the rules of responses say. countries: those that are offered."""
        self.country.options = [("", _("Not stated")), *countries]
        if not self.is_sent:
            return False
        self.add_all(check_sender(self.sender(visit))[1])
        return self.is_right()


def of_submission(unsent: Submission, visit: Visit) -> dict[str, Any]:
    """The values of the form about who sends, as they were saved."""
    who = unsent.respondent
    return {
        "seen": submissions.sender_as_kept(unsent),
        "kind": unsent.kind,
        "language": unsent.language or visit.locale.code,
        "country": unsent.country,
        "name": who.name if who else "",
        "organisation": who.organisation if who else "",
        "publish_name": who.publish_name if who else False,
        "email": who.email if who else "",
    }


class Sending(Form):
    """The button that sends. ``token``: finds the response again once the cookie is gone."""

    token = Hidden()
