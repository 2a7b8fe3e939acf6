"""Taking part without an account: comments, who sends them, one look at all of it, a receipt."""

from typing import Any

from starlette.responses import Response

from consultation import queries
from consultation.answers.triage import stands_of
from consultation.fields import checked_proposal, hidden_characters, quotable_sentences
from consultation.kinds import CommentKind
from consultation.models import Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.db import MAX_ID
from core.errors import N_, Invalid, NotFound, Refused
from core.queue import outbox
from documents.models import Paragraph
from documents.queries import paragraph_by_pid
from members.queries import participants
from sbcp.language import country_choices, glossary
from sbcp.language.local_times import clocks
from sbcp.language.locales import USER_LANGUAGES
from sbcp.language.locales import gettext as _
from sbcp.notifications import comment_authors
from sbcp.pages.outbox import views
from sbcp.pages.responses import comment_form as comment_values
from sbcp.pages.responses import unsent_cookie
from sbcp.record import inclusion
from sbcp.web.errors import message_of
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


def add(visit: Visit) -> Response:
    """Take a comment out again."""
    unsent, _token = unsent_cookie.find(visit)
    number = comment_values.whole(visit.form.get("comment"))
    if unsent is not None and number is not None:
        submissions.remove_comment(visit.db, unsent, comment_id=number)
    return redirect(visit, "respond", consultation=visit.consultation.id, flash=_("The comment was removed."))


def comment_form(visit: Visit) -> Response:
    """One comment, on a paragraph or on the whole, new or to be changed."""
    unsent, _token = unsent_cookie.find(visit)
    number = comment_values.whole(visit.query.get("comment"))
    if number is None:
        values = comment_values.new(visit)
    else:
        found = next((c for c in unsent.comments if c.id == number), None) if unsent else None
        if found is None:
            raise NotFound(N_("This comment is no longer in your response."))
        values = comment_values.of(found)
    return _comment_page(visit, values, {})


def save_comment(visit: Visit) -> Response:
    values = comment_values.typed(visit.form)
    try:
        if visit.form.get("do") == "preview":
            return _preview(visit, values)
        return _save(visit, values)
    except Invalid as error:
        return _comment_page(visit, values, {error.field: message_of(error)}, status=422)


def about_form(visit: Visit) -> Response:
    unsent, token = unsent_cookie.find(visit)
    if unsent is None or not unsent.comments or unsent.received_at is not None:
        return _elsewhere(visit, unsent, token)
    who = unsent.respondent
    values = {
        "kind": unsent.kind,
        "language": unsent.language or visit.locale.code,
        "country": unsent.country,
        "name": who.name if who else "",
        "organisation": who.organisation if who else "",
        "publish_name": "yes" if who and who.publish_name else "",
        "email": who.email if who else "",
    }
    return _about_page(visit, values, {})


def save_about(visit: Visit) -> Response:
    unsent, token = unsent_cookie.find(visit)
    if unsent is None or unsent.received_at is not None:
        return _elsewhere(visit, unsent, token)
    fields = ("kind", "language", "country", "name", "organisation", "publish_name", "email")
    values = {name: str(visit.form.get(name, "")) for name in fields}
    try:
        _check_offered(visit, values)
        submissions.save_about(
            visit.db,
            unsent,
            SenderInput(
                kind=values["kind"],
                language=values["language"],
                name=values["name"],
                organisation=values["organisation"],
                country=values["country"],
                publish_name=values["publish_name"] == "yes",
                email=values["email"],
                locale=visit.locale.code,
            ),
        )
    except Invalid as error:
        return _about_page(visit, values, {error.field: message_of(error)}, status=422)
    return redirect(visit, "respond_send", consultation=unsent.consultation_id)


def check(visit: Visit) -> Response:
    """The whole response once more, the public part apart from the personal one."""
    unsent, token = unsent_cookie.find(visit)
    if unsent is None or not unsent.comments or unsent.received_at is not None:
        return _elsewhere(visit, unsent, token)
    if unsent.respondent is None:
        return redirect(visit, "respond_about", consultation=unsent.consultation_id)
    return unkept(_page(visit, "responses/check.html", unsent, token=token))


def send(visit: Visit) -> Response:
    """Send, once: the token in the form finds the response again after the cookie is gone (F14)."""
    token = str(visit.form.get("token", ""))
    unsent = queries.submission_by_token(visit.db, token) if token else None
    if unsent is None or unsent.consultation_id != visit.path["consultation"]:
        unsent, token = unsent_cookie.find(visit)
    if unsent is None:
        raise Refused(N_("There is no response to send. Your comments may have been sent already."))
    submissions.send(visit.db, unsent, received_at=visit.now, now=visit.now)
    comment_authors.send_receipt(visit.db, visit.settings, unsent, token=token, now=visit.now)
    return unsent_cookie.forget(visit, redirect(visit, "receipt", token=token), token)


def receipt(visit: Visit) -> Response:
    """The same private address for ever: what was sent, and later what became of it."""
    token = visit.path["token"]
    sent = queries.receipt_by_token(visit.db, token)
    round_ = sent.consultation
    paragraphs = queries.paragraphs_at(visit.db, round_.version, [c.pid for c in sent.comments])
    listed = [queries.Listed(comment, paragraphs.get(comment.pid)) for comment in sent.comments]
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
        included=inclusion.of_submission(visit.db, sent),
        deliveries=views.about_response(visit.db, sent.id),
        silent_since=outbox.silent_since(visit.db),
    )
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    return unkept(unsent_cookie.forget(visit, response, token))


def _save(visit: Visit, values: dict[str, Any]) -> Response:
    if values["language"] not in USER_LANGUAGES:
        raise Invalid(N_("Choose a language from the list."), field="language")
    unsent, token = unsent_cookie.find(visit)
    if unsent is None or unsent.received_at is not None:
        token = submissions.token_for(values["key"])
        unsent = submissions.start(visit.db, visit.consultation, token=token, now=visit.now)
        if unsent.received_at is not None:  # the same form once more, after its response was sent
            return redirect(visit, "receipt", token=token)
    submissions.save_comment(
        visit.db,
        unsent,
        CommentInput(
            body=values["body"],
            language=values["language"],
            pid=values["pid"],
            quote=values["quote"],
            kind=values["kind"],
            proposed_text=values["proposed_text"],
            justification=values["justification"],
        ),
        key=values["key"],
        comment_id=values["comment"],
        now=visit.now,
    )
    flash = _("Your comment is saved in your response. It has not been sent yet.")
    if hidden_characters(values["body"], values["proposed_text"], values["justification"]):
        flash += " " + _("Invisible characters were taken out of it.")
    response = redirect(visit, "respond", consultation=unsent.consultation_id, flash=flash)
    return unsent_cookie.remember(visit, response, token)


def _preview(visit: Visit, values: dict[str, Any]) -> Response:
    """The suggested wording against the text, before anything is saved."""
    paragraph = _paragraph(visit, values["pid"])
    proposed = checked_proposal(paragraph, values["proposed_text"])
    shown = redline(paragraph.markdown, proposed) if paragraph and proposed else ""
    return _comment_page(visit, values, {}, preview=shown, previewed=True)


def _comment_page(
    visit: Visit, values: dict[str, Any], errors: dict[str, str], *, status: int = 200, **more: Any
) -> Response:
    round_ = visit.consultation
    paragraph = _paragraph(visit, values["pid"])
    if paragraph is not None and not values["proposed_text"]:
        values["proposed_text"] = paragraph.markdown
    response = render(
        visit,
        "responses/comment.html",
        status=status,
        round=round_,
        state=round_.state(visit.now),
        opens=clocks(round_.opens_at, round_.zone)[0],
        paragraph=paragraph,
        sentences=quotable_sentences(paragraph) if paragraph else [],
        proposes=paragraph is not None and values["proposed_text"] != paragraph.markdown,
        kinds=[(kind, glossary.comment_kind_name(kind)) for kind in CommentKind],
        values=values,
        errors=errors,
        **more,
    )
    # Going back shows the page as it was typed in; nobody else may keep it.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _about_page(
    visit: Visit, values: dict[str, str], errors: dict[str, str], *, status: int = 200
) -> Response:
    response = render(
        visit,
        "responses/about.html",
        status=status,
        round=visit.consultation,
        countries=country_choices.choices(participants(visit.db)),
        values=values,
        errors=errors,
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
    if not 0 < pid <= MAX_ID:
        raise NotFound(N_("This paragraph is not in version %(number)s."), number=version.number)
    return paragraph_by_pid(visit.db, version, pid)


def _check_offered(visit: Visit, values: dict[str, str]) -> None:
    if values["language"] not in USER_LANGUAGES:
        raise Invalid(N_("Choose a language from the list."), field="language")
    if values["country"] and values["country"] not in dict(country_choices.choices(participants(visit.db))):
        raise Invalid(N_("Choose a country from the list."), field="country")


def _elsewhere(visit: Visit, unsent: Submission | None, token: str) -> Response:
    """Where a step leads that cannot be taken: to the receipt of what was sent, else to the start."""
    if unsent is not None and unsent.received_at is not None:
        return redirect(visit, "receipt", token=token)
    return redirect(visit, "respond", consultation=visit.path["consultation"])
