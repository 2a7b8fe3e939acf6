"""What people wrote, where a page shows its beginning on one line."""

from consultation.models import Comment, Wording
from sbcp.web.text_html import comment_excerpt


def saying(body: str) -> Comment:
    return Comment(wordings=[Wording(number=1, body=body)])


def test_a_number_at_the_end_of_a_line_is_not_read_with_that_of_the_next() -> None:
    comment = saying("Pay 5\n000 dinars\n\n1. jula\n2 %\n(3) x\nand 4")
    assert comment_excerpt(comment, 140) == "Pay 5 · 000 dinars 1. jula 2 % (3) x and 4"
    assert comment_excerpt(saying("A budget of 1 000 000 EUR"), 20) == "A budget of…"
