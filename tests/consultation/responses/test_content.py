"""Everything that is wrong with what somebody typed is told at once, each fault at its field."""

from consultation.fields import LONGEST_NAME, LONGEST_TEXT
from consultation.responses.content import CommentInput, SenderInput, check_comment, check_sender


def test_every_fault_of_a_comment_is_told_at_its_field() -> None:
    content = CommentInput(
        body=" ",
        language="en; DROP",
        quote=["Not in the text."],
        kind="shout",
        proposed_text="New words",
        justification="a" * (LONGEST_TEXT + 1),
    )
    _content, faults = check_comment(content, None)
    fields = ["quote", "kind", "body", "proposed_text", "justification", "language"]
    assert [fault.field for fault in faults] == fields


def test_every_fault_of_who_sends_is_told_at_its_field() -> None:
    sender = SenderInput(
        kind="",
        language="xx; DROP",
        name="n" * (LONGEST_NAME + 1),
        organisation="o" * (LONGEST_NAME + 1),
        country="Nowhere",
        email="nonsense",
    )
    _sender, faults = check_sender(sender)
    fields = ["kind", "name", "organisation", "email", "country", "language"]
    assert [fault.field for fault in faults] == fields


def test_what_belongs_together_is_looked_at_together() -> None:
    _sender, faults = check_sender(SenderInput(kind="organisation", language="en", publish_name=True))
    assert [fault.field for fault in faults] == ["organisation", "name"]
    _sender, faults = check_sender(SenderInput(kind="person", language="en", name="Ana", publish_name=True))
    assert faults == []


def test_what_is_right_is_given_back_as_it_is_kept() -> None:
    content, faults = check_comment(CommentInput(body=" Well\u200b said.\r\n", language="sr-Cyrl"), None)
    assert (content.body, faults) == ("Well said.", [])
    sender, faults = check_sender(SenderInput(kind="person", language="sq", name=" Ana  Example "))
    assert (sender.name, sender.email, faults) == ("Ana Example", "", [])
