"""What people type into a response, and all that is wrong with it at once. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consultation.fields import (
    checked_choice,
    checked_country,
    checked_language,
    checked_name,
    checked_proposal,
    checked_quote,
    checked_text,
    collecting,
)
from consultation.kinds import CommentKind
from consultation.models import Comment, Submission
from core import email_addresses
from core.errors import N_, Conflict, Invalid
from documents.models import Paragraph

# A country's official position comes from its contact point, not from this form.
SPEAKERS = ("person", "organisation")


@dataclass(frozen=True)
class CommentInput:
    """A comment as it is typed. pid: the paragraph it is about, None for the whole text. quote: sentences
    of the paragraph. proposed_text: the wording it suggests; the paragraph as it stands suggests nothing."""

    body: str
    language: str
    pid: int | None = None
    quote: Sequence[str] = ()
    kind: str = "general"
    proposed_text: str = ""
    justification: str = ""


class Overtaken(Conflict):
    """What a form changes was saved otherwise since the form was opened, such as in another window; what
    was typed now is not saved. ``saved``: the comment or the sender as kept, None for one taken out."""

    def __init__(self, saved: Comment | Submission | None) -> None:
        super().__init__(N_("This was changed in another window in the meantime."))
        self.saved = saved


@dataclass(frozen=True)
class SenderInput:
    """Who sends a response, as it is typed. email: where the receipt and the answers are to be sent, in
    the interface language ``locale``."""

    kind: str
    language: str
    name: str = ""
    organisation: str = ""
    country: str = ""
    publish_name: bool = False
    email: str = ""
    locale: str = ""


def check_comment(content: CommentInput, paragraph: Paragraph | None) -> tuple[CommentInput, list[Invalid]]:
    """The comment as it is kept, and everything that is wrong with it, each with its field.

    paragraph: that of ``content.pid``.
    """
    faults: list[Invalid] = []
    with collecting(faults):
        content = replace(content, quote=checked_quote(paragraph, content.quote))
    with collecting(faults):
        checked_choice(content.kind, tuple(CommentKind), N_("Choose a kind from the list."), "kind")
    with collecting(faults):
        content = replace(content, body=checked_text(content.body, "body"))
        if not content.body:
            raise Invalid(N_("Write your comment."), field="body")
    with collecting(faults):
        content = replace(content, proposed_text=checked_proposal(paragraph, content.proposed_text))
    with collecting(faults):
        content = replace(content, justification=checked_text(content.justification, "justification"))
    with collecting(faults):
        checked_language(content.language)
    return content, faults


def check_sender(sender: SenderInput) -> tuple[SenderInput, list[Invalid]]:
    """Who sends as it is kept, and everything that is wrong with it, each with its field."""
    faults: list[Invalid] = []
    speaks = N_("Say whether you speak for yourself or for an organisation.")
    with collecting(faults):
        checked_choice(sender.kind, SPEAKERS, speaks, "kind")
    with collecting(faults):
        sender = replace(sender, name=checked_name(sender.name, "name"))
    with collecting(faults):
        sender = replace(sender, organisation=checked_name(sender.organisation, "organisation"))
    with collecting(faults):
        email = email_addresses.checked(sender.email) if sender.email.strip() else ""
        sender = replace(sender, email=email)
    if sender.kind == "organisation" and not sender.organisation:
        faults.append(Invalid(N_("Enter the name of the organisation."), field="organisation"))
    if sender.publish_name and not (sender.name or sender.organisation):
        faults.append(Invalid(N_("Enter the name to publish, or leave the box empty."), field="name"))
    with collecting(faults):
        checked_country(sender.country)
    with collecting(faults):
        checked_language(sender.language)
    return sender, faults
