"""What rounds, comments, answers and places may be: the values that are kept, with their words."""

from core.enumeration import Labelled
from core.errors import N_


class RoundState(Labelled):
    """Where a round stands at an instant."""

    ANNOUNCED = "announced", N_("Announced")
    OPEN = "open", N_("Open")
    CLOSED = "closed", N_("Closed")


class CommentKind(Labelled):
    """What a comment is about, as its author says."""

    GENERAL = "general", N_("General")
    SUBSTANTIVE = "substantive", N_("Substantive")
    TECHNICAL = "technical", N_("Technical")
    EDITORIAL = "editorial", N_("Editorial")
    TRANSLATION = "translation", N_("Translation")


class Answer(Labelled):
    """What becomes of a comment."""

    ACCEPTED = "accepted", N_("Accepted")
    PARTLY_ACCEPTED = "partly accepted", N_("Partly accepted")
    NOT_ACCEPTED = "not accepted", N_("Not accepted")
    ALREADY_COVERED = "already covered", N_("Already covered")
    OUT_OF_SCOPE = "out of scope", N_("Out of scope")
    NOTED = "noted", N_("Noted")
    QUESTION_ANSWERED = "question answered", N_("Question answered")


class PlacementKind(Labelled):
    """What became of the place of a comment in a newer version."""

    UNCHANGED = "unchanged", N_("Text unchanged")
    CHANGED = "changed", N_("Text changed")
    MOVED = "moved", N_("Text moved")
    UNCERTAIN = "uncertain", N_("Place uncertain")
    REMOVED = "removed", N_("Text removed")


class RoundChangeKind(Labelled):
    """What two persons agree to about the times of a round."""

    EXTENDED = "extended", N_("Extended")
    CLOSED_EARLY = "closed early", N_("Closed early")
    REOPENED = "reopened", N_("Reopened")
