"""Taking part without an account: comments, who sends them, one look at all of it, a receipt."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from consultation import queries
from consultation.answers.triage import stands_of
from consultation.fields import checked_proposal, hidden_characters, quotable_sentences
from consultation.kinds import CommentKind
from consultation.models import Submission
from consultation.responses import submissions
from consultation.responses.content import Overtaken
from consultation.responses.submissions import Sent, Wanted
from core.errors import N_, DomainError, NotFound, Refused
from core.queue import outbox
from documents.models import Paragraph
from documents.queries import paragraph_by_pid
from members.queries import participants_on
from sbcp.language import country_choices, glossary
from sbcp.language.local_times import clocks
from sbcp.language.locales import gettext as _
from sbcp.notifications import comment_authors
from sbcp.pages.outbox import views
from sbcp.pages.responses import unsent_cookie
from sbcp.pages.responses.forms import (
    OneComment,
    OwnComment,
    Sender,
    Sending,
    new_comment,
    of_comment,
    of_submission,
)
from sbcp.record import inclusion
from sbcp.web.headers import unkept
from sbcp.web.render import redirect, render
from sbcp.web.text_html import redline, redlines
from sbcp.web.visit import Visit


def show(visit: Visit) -> Response:
    """«My response»: what is collected so far."""
    unsent, token = unsent_cookie.find(visit)
    if unsent is not None and unsent.received_at is not None:
        return redirect(visit, "receipt", token=token)
    return unkept(_page(visit, "responses/response.html", unsent))


def take_out(visit: Visit) -> Response:
    """Take a comment out again; on the reading page, what stood at its paragraph goes."""
    unsent, _token = unsent_cookie.find(visit)
    number, pid = OwnComment.read(visit).comment.data, None
    if unsent is not None and number is not None:
        pid = next((comment.pid for comment in unsent.comments if comment.id == number), None)
        submissions.remove_comment(visit.db, unsent, comment_id=number)
    flash = _("The comment was removed.")
    if visit.partial:
        return _at_paragraph(visit, unsent, pid, flash)
    return redirect(visit, "respond", consultation=visit.consultation.id, flash=flash)


def comment_form(visit: Visit) -> Response:
    """One comment, on a paragraph or on the whole, new or to be changed."""
    unsent, _token = unsent_cookie.find(visit)
    number = OneComment.asked(visit).comment.data
    if number is None:
        return _comment_page(visit, unsent, OneComment.read(visit, new_comment(visit)))
    comment = next((each for each in unsent.comments if each.id == number), None) if unsent else None
    if comment is None:
        raise NotFound(N_("This comment is no longer in your response."))
    return _comment_page(visit, unsent, OneComment.read(visit, of_comment(comment)))


def save_comment(visit: Visit) -> Response:
    """Save it in the response; or show the suggested wording against the text, before anything is saved."""
    form = OneComment.read(visit)
    unsent, token = unsent_cookie.find(visit)
    if form.pid.raw and form.pid.data is None:
        raise NotFound(N_("There is no such paragraph."))
    paragraph = _paragraph(visit, form.pid.data)
    if form.asks_for_preview:
        return _preview(visit, unsent, form, paragraph)
    if form.is_right_for(paragraph):
        try:
            with form.telling():
                return _save(visit, unsent, token, form)
        except Overtaken as conflict:
            return _comment_page(visit, unsent, form, overtaken=conflict.saved)
    return _comment_page(visit, unsent, form)


def about_form(visit: Visit) -> Response:
    """Who sends."""
    unsent, token = unsent_cookie.find(visit)
    if unsent is None or not unsent.comments or unsent.received_at is not None:
        return _elsewhere(visit, unsent, token)
    return _about_page(visit, Sender.read(visit, of_submission(unsent, visit)))


def save_about(visit: Visit) -> Response:
    """Keep who sends, and go on to the last look."""
    unsent, token = unsent_cookie.find(visit)
    if unsent is None or unsent.received_at is not None:
        return _elsewhere(visit, unsent, token)
    form = Sender.read(visit)
    if form.is_right_for(visit, country_choices.choices(participants_on(visit.db, visit.now.date()))):
        try:
            with form.telling():
                submissions.save_about(visit.db, unsent, form.sender(visit), seen=form.seen.raw)
                return redirect(visit, "respond_send", consultation=unsent.consultation_id)
        except Overtaken:
            return _about_page(visit, form, overtaken=unsent)
    return _about_page(visit, form)


def check(visit: Visit) -> Response:
    """The whole response once more, the public part apart from the personal one."""
    unsent, token = unsent_cookie.find(visit)
    if unsent is None or not unsent.comments or unsent.received_at is not None:
        return _elsewhere(visit, unsent, token)
    if unsent.respondent is None:
        return redirect(visit, "respond_about", consultation=unsent.consultation_id)
    return unkept(_page(visit, "responses/check.html", unsent, token=token))


def send_together(db: Session, visits: Sequence[Visit]) -> list[Sent | DomainError]:
    """Send the responses of all who wait: a form still finds one after the cookie is gone (F14)."""
    wanted = [Wanted(_tokens_sent(visit), visit.path["consultation"], visit.now) for visit in visits]
    results = submissions.send_all(db, wanted)
    return [
        _nothing_to_send(visit) if result is None else result
        for visit, result in zip(visits, results, strict=True)
    ]


def _tokens_sent(visit: Visit) -> list[str]:
    token = Sending.read(visit).token.raw
    return [*([token] if token else []), *unsent_cookie.tokens(visit)]


def _nothing_to_send(visit: Visit) -> DomainError:
    try:
        visit.find_subject()
    except NotFound as error:
        return error
    return Refused(N_("There is no response to send. Your comments may have been sent already."))


def send(visit: Visit) -> Response:
    """To the receipt of what was sent."""
    sent: Sent = visit.brought
    comment_authors.send_receipt(visit.db, visit.settings, sent.submission, token=sent.token, now=visit.now)
    return unsent_cookie.forget(visit, redirect(visit, "receipt", token=sent.token), sent.token)


def receipt(visit: Visit) -> Response:
    """The same private address for ever: what was sent, and later what became of it."""
    token = visit.path["token"]
    sent = queries.receipt_by_token(visit.db, token)
    round_ = sent.consultation
    paragraphs = queries.paragraphs_at(visit.db, round_.version, [c.pid for c in sent.comments])
    listed = [queries.Listed(comment, paragraphs.get(comment.pid)) for comment in sent.comments]
    included = inclusion.of_submission(visit.db, sent)
    response = render(
        visit,
        "responses/receipt.html",
        sent=sent,
        round=round_,
        listed=listed,
        redlines=redlines(listed),
        stands=stands_of(visit.db, round_.document, sent.comments),
        received=clocks(sent.received_at, round_.zone)[0] if sent.received_at else None,
        closes=clocks(round_.closes_at, round_.zone)[0],
        state=round_.state(visit.now),
        included=included,
        words=inclusion.words_of(visit.db, sent, included),
        deliveries=views.about_response(visit.db, sent.id),
        silent_since=outbox.silent_since(visit.db),
    )
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    return unkept(unsent_cookie.forget(visit, response, token))


def _save(visit: Visit, unsent: Submission | None, token: str, form: OneComment) -> Response:
    if unsent is None or unsent.received_at is not None:
        token = submissions.token_for(form.key.raw)
        unsent = submissions.start(visit.db, visit.consultation, token=token, now=visit.now)
        if unsent.received_at is not None:  # the same form once more, after its response was sent
            return redirect(visit, "receipt", token=token)
    content = form.content
    comment = submissions.save_comment(
        visit.db,
        unsent,
        content,
        key=form.key.raw,
        comment_id=form.comment.data,
        seen=form.seen.raw,
        now=visit.now,
    )
    flash = _("Your comment is saved in your response. It has not been sent yet.")
    if hidden_characters(content.body, content.proposed_text, content.justification):
        flash += " " + _("Invisible characters were taken out of it.")
    if visit.partial:
        response = _at_paragraph(visit, unsent, comment.pid, flash)
    else:
        response = redirect(visit, "respond", consultation=unsent.consultation_id, flash=flash)
    return unsent_cookie.remember(visit, response, token)


def _preview(
    visit: Visit, unsent: Submission | None, form: OneComment, paragraph: Paragraph | None
) -> Response:
    """The suggested wording against the text."""
    marked = None
    with form.telling():
        proposed = checked_proposal(paragraph, form.proposed_text.data)
        marked = redline(paragraph.markdown, proposed) if paragraph and proposed else ""
    return _comment_page(visit, unsent, form, preview=marked, previewed=marked is not None)


def _comment_page(visit: Visit, unsent: Submission | None, form: OneComment, **more: Any) -> Response:
    """The form of a comment: a page of its own, or under its paragraph on the reading page."""
    consultation = visit.consultation
    paragraph = _paragraph(visit, form.pid.data)
    shown = form.shown()
    if paragraph is not None and not shown["values"]["proposed_text"]:
        shown["values"]["proposed_text"] = paragraph.markdown
    if "overtaken" in more:  # whoever saves once more has seen what was saved
        comment = more["overtaken"]
        now = {"comment": comment.id, "seen": submissions.comment_as_kept(comment)} if comment else {}
        shown["values"] |= {"comment": None, "seen": ""} | now
        shown["status"] = 409
    response = render(
        visit,
        "responses/comment.html",
        block="place",
        **shown,
        round=consultation,
        state=consultation.state(visit.now),
        opens=clocks(consultation.opens_at, consultation.zone)[0],
        paragraph=paragraph,
        sentences=quotable_sentences(paragraph) if paragraph else [],
        proposes=paragraph is not None and shown["values"]["proposed_text"] != paragraph.markdown,
        kinds=[(kind, glossary.comment_kind_name(kind)) for kind in CommentKind],
        writing=True,
        **_own(visit, unsent, paragraph),
        **more,
    )
    # Going back shows the page as it was typed in; nobody else may keep it.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _at_paragraph(visit: Visit, unsent: Submission | None, pid: int | None, flash: str) -> Response:
    """What stands at a paragraph of the reading page once a comment was saved or taken out: one's own
    comments on it, and above the text how many wait to be sent."""
    paragraph = _paragraph(visit, pid)
    response = render(
        visit,
        "responses/comment.html",
        block="place",
        round=visit.consultation,
        paragraph=paragraph,
        writing=False,
        **_own(visit, unsent, paragraph),
        waiting=len(unsent.comments) if unsent else 0,
        flash=flash,
    )
    return unkept(response)


def _own(visit: Visit, unsent: Submission | None, paragraph: Paragraph | None) -> dict[str, Any]:
    """What a part of the reading page needs beside a form: the reader's unsent comments on the paragraph,
    and a beginning for the ids of the form's fields."""
    if not visit.partial or paragraph is None:
        return {"own": [], "ids": ""}
    waiting = unsent.comments if unsent is not None and unsent.received_at is None else []
    listed = [queries.Listed(comment, paragraph) for comment in waiting if comment.pid == paragraph.pid]
    return {"own": listed, "redlines": redlines(listed), "ids": f"w{paragraph.pid}-"}


def _about_page(visit: Visit, form: Sender, overtaken: Submission | None = None) -> Response:
    """overtaken: the response, of which something else was saved in another window."""
    shown = form.shown()
    if overtaken is not None:
        shown["values"]["seen"] = submissions.sender_as_kept(overtaken)
        shown["status"] = 409
    response = render(
        visit,
        "responses/about.html",
        **shown,
        overtaken=overtaken,
        round=visit.consultation,
        countries=country_choices.choices(participants_on(visit.db, visit.now.date())),
    )
    return unkept(response)


def _page(visit: Visit, template: str, unsent: Submission | None, **more: Any) -> Response:
    """A page that lists the comments of a response, each with its paragraph."""
    round_ = visit.consultation
    comments = unsent.comments if unsent else []
    paragraphs = queries.paragraphs_at(visit.db, round_.version, [comment.pid for comment in comments])
    listed = [queries.Listed(comment, paragraphs.get(comment.pid)) for comment in comments]
    return render(
        visit,
        template,
        round=round_,
        state=round_.state(visit.now),
        closes=clocks(round_.closes_at, round_.zone)[0],
        opens=clocks(round_.opens_at, round_.zone)[0],
        unsent=unsent,
        listed=listed,
        redlines=redlines(listed),
        **more,
    )


def _paragraph(visit: Visit, pid: int | None) -> Paragraph | None:
    if pid is None:
        return None
    version = visit.consultation.version
    return paragraph_by_pid(visit.db, version, pid)


def _elsewhere(visit: Visit, unsent: Submission | None, token: str) -> Response:
    """Where a step leads that cannot be taken: to the receipt of what was sent, else to the start."""
    if unsent is not None and unsent.received_at is not None:
        return redirect(visit, "receipt", token=token)
    return redirect(visit, "respond", consultation=visit.path["consultation"])
