"""What the responses of a consultation hold of the people who send them."""

from core.errors import N_
from core.personal import Holding

RESPONDENT = Holding(
    "respondent",
    whose="respondent",
    what=N_("Name, organisation, e-mail address, and whether the name may be published"),
    why=N_("So that a comment can be published under the name of its author, if they want that."),
    kept=N_(
        "A name that was published stays with the comment. A name that was not published and the e-mail "
        "address are erased %(days)s days after the process of the document has ended: until then "
        "somebody may have to ask back."
    ),
    leaves=N_("Erased on the author's request, at once, on the page of the receipt."),
    erase="delete",
    days=365,
)

SUBMISSION = Holding(
    "submission",
    whose="respondent",
    what=N_("When a response was begun and sent, its language, its country, and whom it speaks for"),
    why=N_("To show what came in, and that it came in time."),
    kept=N_(
        "What was not sent is deleted 72 hours after its consultation has closed, or %(days)s days after it "
        "was last saved if there is no comment in it. What was sent stays."
    ),
    leaves=N_("It stays after erasure: without a name it tells nothing of a person."),
    erase="stay",
    days=2,
)

COMMENT = Holding(
    "comment",
    whose="respondent",
    what=N_("That a comment was made: its number, its place in the text, the sentences that it quotes"),
    why=N_("So that everybody can see what it is about and what became of it."),
    kept=N_("As long as the document. What was not sent is deleted with the response."),
    leaves=N_("It stays after erasure: the sentences are those of the document."),
    erase="stay",
)

WORDING = Holding(
    "comment_wording",
    whose="respondent",
    what=N_("The words of a comment: the comment, the wording it suggests, and the reasons for it"),
    why=N_("Comments are made in public: everybody can see what was said and what became of it."),
    kept=N_("As long as the document. What was not sent is deleted with the response."),
    leaves=N_(
        "Withheld on the author's request: the words are erased; the number, the place in the text and "
        "the answer stay."
    ),
    erase="stay",
)
