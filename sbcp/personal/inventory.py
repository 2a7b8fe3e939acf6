"""The inventory: every column of every table is personal, secret, or neither.

It is carried out as it stands: ``exporting`` hands out the personal columns of a person's rows,
``erasing`` does with them what ``erase`` says, ``retention`` lets go after ``days``. The page
/personal-data and docs/personal-data.md are written from it (S45; ASVS 5.0 14.1.1, 14.2.4, 14.2.7;
GDPR articles 5, 15, 17, 20). A column that is missing here fails tests/personal/test_inventory.py.
"""

from core.errors import N_
from sbcp.personal.holding import Holding, Whose, cols
from sbcp.personal.impersonal_columns import NEITHER

WHOSE: dict[Whose, str] = {
    "respondent": N_("People who comment"),
    "member": N_("Members: people who draft, answer, decide or observe"),
    "follower": N_("People who follow by mail"),
}

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "respondent",
        whose="respondent",
        what=N_("Name, organisation, e-mail address, and whether the name may be published"),
        columns=cols("name organisation email locale publish_name"),
        shown=cols("name organisation"),
        owner=(("submission", "submission_id"),),
        why=N_("So that a comment can be published under the name of its author, if they want that."),
        kept=N_(
            "A name that was published stays with the comment. A name that was not published and the e-mail "
            "address are erased %(days)s days after the process of the document has ended: until then "
            "somebody may have to ask back."
        ),
        leaves=N_("Erased on the author's request, at once, on the page of the receipt."),
        erase="delete",
        days=365,
    ),
    Holding(
        "submission",
        whose="respondent",
        what=N_("When a response was begun and sent, its language, its country, and whom it speaks for"),
        columns=cols("created_at saved_at received_at kind language country erased_at"),
        shown=cols("received_at kind language country erased_at"),
        secret=cols("token_hash"),
        owner=(("submission", "id"),),
        why=N_("To show what came in, and that it came in time."),
        kept=N_("What was not sent is deleted %(days)s days after it was last saved. What was sent stays."),
        leaves=N_("It stays after erasure: without a name it tells nothing of a person."),
        erase="stay",
        days=30,
    ),
    Holding(
        "comment",
        whose="respondent",
        what=N_("The words of a comment: the comment, the wording it suggests, and the reasons for it"),
        columns=cols("body proposed_text justification language quote kind withheld_at"),
        shown=cols("body proposed_text justification language quote kind withheld_at"),
        secret=cols("key"),
        owner=(("submission", "submission_id"),),
        why=N_("Comments are made in public: everybody can see what was said and what became of it."),
        kept=N_("As long as the document. What was not sent is deleted with the response."),
        leaves=N_(
            "Withheld on the author's request: the words are erased; the number, the place in the text and "
            "the answer stay."
        ),
        erase="stay",
    ),
    Holding(
        "person",
        whose="member",
        what=N_("Name, e-mail address, language"),
        columns=cols("name email locale disabled_at erased_at"),
        shown=cols("name"),
        owner=(("person", "id"),),
        why=N_("To let members sign in, to write to them, and to show who acts for whom."),
        kept=N_("Until the account is erased."),
        leaves=N_(
            "Erased on request once every mandate has ended: the name becomes “Former member”, the "
            "address goes."
        ),
        erase="blank",
    ),
    Holding(
        "mandate",
        whose="member",
        what=N_(
            "Mandates: for which organisation and country, in which role, for how long, by which decision"
        ),
        columns=cols(
            "person_id organisation_id participant_id role starts_on ends_on basis basis_on basis_link "
            "substitute_for_id ended_at end_reason successor_id"
        ),
        shown=cols(
            "organisation_id participant_id role starts_on ends_on basis basis_on basis_link "
            "substitute_for_id ended_at end_reason successor_id"
        ),
        owner=(("person", "person_id"),),
        why=N_("Every act in the process names the mandate that it was done under."),
        kept=N_("For ever, as part of the public record."),
        leaves=N_("It stays under its number, without a name: acts need somebody who was entitled to them."),
        erase="stay",
    ),
    Holding(
        "interest",
        whose="member",
        what=N_("Declarations of interest, and what somebody takes no part in, in their own words"),
        columns=cols("recused subject participant_id text language made_at ended_at end_reason"),
        shown=cols("recused subject participant_id text language made_at ended_at end_reason"),
        owner=(("mandate", "mandate_id"),),
        why=N_("So that everybody can judge whether somebody was free to act."),
        kept=N_("As long as the account."),
        leaves=N_("The words are erased with the account; that something was declared, and when, stays."),
        erase="blank",
        emptied=cols("text end_reason"),
    ),
    Holding(
        "invitation",
        whose="member",
        what=N_("Invitations: a mandate that is offered to somebody, and what became of it"),
        columns=cols(
            "person_id organisation_id participant_id role starts_on ends_on basis basis_on basis_link "
            "substitute_for_id made_at sent_at expires_at accepted_at withdrawn_at mandate_id"
        ),
        secret=cols("token_hash"),
        owner=(("person", "person_id"),),
        why=N_("So that nobody holds a mandate without having accepted it."),
        kept=N_("As long as the account. The link in it is forgotten once it is of no more use."),
        leaves=N_("Deleted with the account."),
        erase="delete",
    ),
    Holding(
        "identity",
        whose="member",
        what=N_("Accounts elsewhere that somebody signs in with"),
        columns=cols("person_id issuer subject label added_at used_at"),
        owner=(("person", "person_id"),),
        why=N_("To let members sign in with the account of their government or organisation."),
        kept=N_("Until its owner takes it away, or the account is erased."),
        leaves=N_("Deleted with the account."),
        erase="delete",
    ),
    Holding(
        "passkey",
        whose="member",
        what=N_("Passkeys: what somebody calls them, and when they were added and used"),
        columns=cols("person_id name transports added_at used_at"),
        secret=cols("credential_id public_key handle sign_count"),
        owner=(("person", "person_id"),),
        why=N_("A second factor, so that a stolen mailbox is not enough to act for somebody."),
        kept=N_("Until its owner takes it away, or the account is erased."),
        leaves=N_("Deleted with the account."),
        erase="delete",
    ),
    Holding(
        "code_app",
        whose="member",
        what=N_("An app that makes codes: when it was added and used"),
        columns=cols("person_id added_at used_at"),
        secret=cols("secret last_step"),
        owner=(("person", "person_id"),),
        why=N_("A second factor for who has no passkey."),
        kept=N_("Until its owner takes it away, or the account is erased."),
        leaves=N_("Deleted with the account."),
        erase="delete",
    ),
    Holding(
        "recovery_code",
        whose="member",
        what=N_("Recovery codes: when they were made and used"),
        columns=cols("person_id made_at used_at"),
        secret=cols("salt code_hash"),
        owner=(("person", "person_id"),),
        why=N_("For who has lost the second factor."),
        kept=N_("Until new ones are made, or the account is erased."),
        leaves=N_("Deleted with the account."),
        erase="delete",
    ),
    Holding(
        "sign_in",
        whose="member",
        what=N_("Sessions: how and when somebody signed in, in which browser, and when they were last seen"),
        columns=cols("person_id method agent created_at seen_at expires_at second_factor_at ended_at"),
        secret=cols("token_hash"),
        owner=(("person", "person_id"),),
        why=N_("To know who is signed in, to show people their sessions, and to look into a misuse."),
        kept=N_("%(days)s days after the session has ended."),
        leaves=N_("Deleted with the account."),
        erase="delete",
        days=90,
    ),
    Holding(
        "sign_in_link",
        whose="member",
        what=N_("Sign-in links: for whom, until when, and whether they were used"),
        columns=cols("person_id next_path expires_at used_at"),
        secret=cols("token_hash browser_hash code_hash"),
        owner=(("person", "person_id"),),
        why=N_("A link lets one person in, once."),
        kept=N_("%(days)s day after it was used or became too old."),
        leaves=N_("Deleted with the account."),
        erase="delete",
        days=1,
    ),
    Holding(
        "kept_form",
        whose="member",
        what=N_("What somebody was writing when their session ended"),
        columns=cols("person_id path kept_at"),
        secret=cols("fields"),
        owner=(("person", "person_id"),),
        why=N_("So that nothing is lost when a session ends in the middle of writing."),
        kept=N_("One day, sealed, so that nobody else can read it."),
        leaves=N_("Deleted when it was taken up again, and with the account."),
        erase="delete",
    ),
    Holding(
        "follower",
        whose="follower",
        what=N_("E-mail address, language, since when, and what it has had mail about"),
        columns=cols("email locale person_id made_at confirmed_at told"),
        owner=(("person", "person_id"), ("address", "email")),
        why=N_("To send the mail that somebody asked for."),
        kept=N_("Until the last subscription ends. An address that nobody confirmed: %(days)s days."),
        leaves=N_("Deleted with the last subscription: one click in every mail. Deleted with the account."),
        erase="delete",
        days=7,
    ),
    Holding(
        "subscription",
        whose="follower",
        what=N_("What an address follows, and how often it gets mail"),
        columns=cols("kind document_id pid country pace made_at confirmed_at"),
        secret=cols("token_hash"),
        owner=(("follower", "follower_id"),),
        why=N_("To send the mail that somebody asked for."),
        kept=N_("Until it ends. A subscription that nobody confirmed: %(days)s days."),
        leaves=N_("Deleted with one click in every mail, and with the account."),
        erase="delete",
        days=7,
    ),
    Holding(
        "outbox",
        whose="follower",
        what=N_("Mail: to which address, about what, when it left, and what the mail server said"),
        columns=cols("recipient about content locale template left_at ended_at sent problem"),
        secret=cols("secret key"),
        owner=(("address", "recipient"), ("about", "about")),
        why=N_("To send each message once, and to know what became of it."),
        kept=N_("%(days)s days after it was sent or given up. Links in it are forgotten at once."),
        leaves=N_("Deleted with the account or the response."),
        erase="delete",
        days=30,
    ),
)


def classified() -> dict[str, dict[str, str]]:
    """Every column that the inventory knows, by table: «personal», «secret» or «neither»."""
    found = {table: dict.fromkeys(columns.split(), "neither") for table, columns in NEITHER.items()}
    for holding in HOLDINGS:
        known = found.setdefault(holding.table, {})
        known.update(dict.fromkeys(holding.columns, "personal"))
        known.update(dict.fromkeys(holding.secret, "secret"))
    return found


def of_table(name: str) -> Holding:
    """What a table holds of people. Raises KeyError if it holds nothing."""
    return {holding.table: holding for holding in HOLDINGS}[name]
