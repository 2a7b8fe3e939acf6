"""Entering an act: beginning it, its pages, what was begun, and deleting it. ``checking`` records it."""

from starlette.responses import Response

from adoption.begun import keeping
from adoption.begun.models import ActDraft
from adoption.dossiers import act_of_document
from adoption.kinds import ActKind
from adoption.models import Act
from adoption.recording import checks
from documents.queries import version_by_number, versions
from sbcp.approvals.acts import refuse_waiting, waiting_for
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption.entry import papers, preparing, rights, shown
from sbcp.pages.adoption.entry.forms import (
    Dates,
    EarlierAct,
    FilesOfAct,
    KindOfAct,
    PageOfAct,
    SignatoriesOfAct,
    WordsOfAct,
)
from sbcp.pages.adoption.entry.pages import ABOUT, KIND, NAMING_ANOTHER, RESTATES, Entered, EntryPage
from sbcp.pages.adoption.entry.restating import restated
from sbcp.web.forms import integer
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def new(visit: Visit) -> Response:
    """The first page of a new act; with ``?about=`` of one about an earlier act."""
    asked, allowed = EarlierAct.asked(visit), rights.rights(visit)
    codes = [country.code for country in allowed.countries]
    numbers = allowed.new or [each.number for each in versions(visit.db, visit.subject())]
    newest = max(numbers, default="")
    given = {"kind": asked.kind.raw, "version": asked.version.raw or newest}
    given["country"] = codes[0] if len(codes) == 1 else ""
    if asked.about.data:
        about = act_of_document(visit.db, visit.subject(), asked.about.data)
        if about.participant.code in codes:
            given["country"] = about.participant.code
            given |= {"version": about.version.number, "about": about.id}
    form = KindOfAct.read(visit, given)
    preparing.prepare(visit, Entered({}), form)
    return shown.first_page(visit, form)


def begin(visit: Visit) -> Response:
    """Keep what an act is, under a new key, and go on."""
    form = KindOfAct.read(visit)
    preparing.prepare(visit, Entered({}), form)
    if form.is_right():
        entered = Entered({}).with_page(KIND, form.typed)
        by = rights.mandate(visit, entered)
        content = _about_asked_for(visit, form, entered)
        with form.telling(refused="kind"):
            draft = keeping.begin(visit.db, visit.subject(), content, by=by, now=visit.now)
            _keep_all_files(visit, draft)
            return _go_on(visit, draft, KIND, form)
    return shown.first_page(visit, form)


def page_form(page: EntryPage, visit: Visit) -> Response:
    """One of the pages, with what was entered on it."""
    draft = own(visit)
    entered = Entered(draft.content)
    if _is_closed(visit, draft) or page not in entered.pages:
        return redirect(visit, "begun_act", slug=visit.subject().slug, key=draft.key)
    form = entered.form(page)
    preparing.prepare(visit, entered, form)
    return shown.page(visit, draft, page, form)


def save_page(page: EntryPage, visit: Visit) -> Response:
    """Keep what was typed on a page and go on. Left by another button, it is kept as it is."""
    form = page.form.read(visit)
    draft = own(visit)
    if isinstance(form, FilesOfAct) and papers.keep(visit, form):  # the transaction begins anew
        draft = own(visit)
    entered = Entered(draft.content)
    if _is_closed(visit, draft) or page not in entered.pages:
        return redirect(visit, "begun_act", slug=visit.subject().slug, key=draft.key)
    preparing.prepare(visit, entered, form)
    if isinstance(form, FilesOfAct):
        papers.kept(visit, form)
    with form.telling():
        if not form.faults and (form.is_left or _is_right(visit, entered, form)):
            _save(visit, draft, page, form)
            return _go_on(visit, draft, page, form)
    return shown.page(visit, draft, page, form)


def begun(visit: Visit) -> Response:
    """All that the reader has begun and not recorded."""
    return render(visit, "adoption/entry/begun.html", begun=shown.begun(visit))


def delete_form(visit: Visit) -> Response:
    """What is to be deleted, to be sure."""
    draft = own(visit)
    refuse_waiting(visit.db, draft, visit.now)
    return render(visit, "adoption/entry/delete.html", **shown.frame(visit, draft))


def delete(visit: Visit) -> Response:
    """Delete what was begun."""
    draft = own(visit)
    refuse_waiting(visit.db, draft, visit.now)
    keeping.let_go(visit.db, draft)
    return redirect(visit, "begun_acts", flash=_("What you had begun is deleted."))


def own(visit: Visit) -> ActDraft:
    """What the reader has begun, by the key in the address; held while a form is taken. Raises NotFound."""
    lock = visit.request.method == "POST"
    return keeping.own(visit.db, visit.subject(), str(visit.path["key"]), visit.person, lock=lock)


def _is_closed(visit: Visit, draft: ActDraft) -> bool:
    """Whether it is recorded, or waits to be confirmed: it is not changed then."""
    return draft.act_id is not None or waiting_for(visit.db, draft, visit.now) is not None


def _is_right(visit: Visit, entered: Entered, form: PageOfAct) -> bool:
    """Whether a page has no fault that can be told before the others are entered."""
    right = form.is_right()
    if isinstance(form, KindOfAct) and right:
        rights.mandate(visit, Entered({}).with_page(KIND, form.typed))
    if isinstance(form, Dates) and right:
        version = version_by_number(visit.db, visit.subject(), entered.version or 0)
        participant = preparing.participant_of(visit, entered)
        act = Act(version=version, participant=participant, **preparing.dates(form))
        with form.telling():
            checks.check_dates(act, visit.now)
    return not form.faults


def _save(visit: Visit, draft: ActDraft, page: EntryPage, form: PageOfAct) -> None:
    typed = form.typed
    if isinstance(form, WordsOfAct | SignatoriesOfAct) and form.more.data:
        typed["row_count"] = str(shown.rows_offered(form) + 1)
    entered = Entered(draft.content)
    if not typed and form.is_left and page.name not in draft.content:
        return  # nothing was entered: it comes again
    content = entered.with_page(page, typed).content
    if page is ABOUT and entered.kind == ActKind.CORRECTION:
        content = _restated(visit, content)
    keeping.save(draft, content, now=visit.now)
    _keep_all_files(visit, draft)


def _restated(visit: Visit, content: keeping.Content) -> keeping.Content:
    """A correction is filled from the act once it is chosen, and again if another one is."""
    about = integer(content[ABOUT.name].get("about"))
    if about is None or content[ABOUT.name].get(RESTATES, [None])[0] == about:
        return content
    return restated(content, act_of_document(visit.db, visit.subject(), about))


def _about_asked_for(visit: Visit, form: KindOfAct, entered: Entered) -> keeping.Content:
    """With the earlier act that the way here has named, if it can be about that."""
    about = integer(form.about.raw)
    if not about or entered.kind not in NAMING_ANOTHER:
        return entered.content
    if about not in [act.id for act in preparing.acts_to_choose(visit, entered)]:
        return entered.content
    content = {**entered.content, ABOUT.name: {"about": str(about)}}
    return _restated(visit, content) if entered.kind == ActKind.CORRECTION else content


def _keep_all_files(visit: Visit, draft: ActDraft) -> None:
    """Have the files stay that the pages name, as long as they do."""
    keeping.keep_files(visit.db, draft, papers.named(visit, Entered(draft.content)))


def _go_on(visit: Visit, draft: ActDraft, page: EntryPage, form: PageOfAct) -> Response:
    """To the page that the button leads to; after the last one to the page to check."""
    entered, address = Entered(draft.content), {"slug": visit.subject().slug, "key": draft.key}
    if form.leave.data and form.is_left:
        return redirect(visit, "begun_acts", flash=_("It is saved. You can go on with it from here."))
    if form.more.data and form.is_left:
        return redirect(visit, page.route, anchor=shown.anchor_of_more(form), **address)
    next_page = entered.before(page) if form.is_left else entered.after(page)
    return redirect(visit, next_page.route if next_page else "begun_act", **address)
