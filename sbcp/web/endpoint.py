"""The wrapper round every view, in the event loop: what a route declares and what comes before a transaction.

A page that is kept is answered from there. Else the form is read, and a thread answers the request in one
transaction (``sbcp.web.answering``).
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from core import clock
from sbcp.threads import Threads
from sbcp.urls import PATTERNS
from sbcp.web import error_pages, utf8
from sbcp.web.answering import Action, Terms, Together, answer, answer_together, is_free
from sbcp.web.door.security import is_unproven
from sbcp.web.forms import Form
from sbcp.web.kept import pages
from sbcp.web.kept.pages import Keep
from sbcp.web.limits import Limit

MAX_WITH_FILES = 21 * 2**20  # bytes: a policy text of 20 MB and the form around it

Before = Callable[[Request], Awaitable[Any]]


class PageRoute(Route):
    """A route that knows the permission and the view of each of its methods."""

    def __init__(self, *args: Any, actions: dict[str, Action | None], terms: Terms, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actions, self.terms = actions, terms


def page(
    name: str,
    *,
    get: Action | None = None,
    post: Action | None = None,
    keep: Keep | None = None,
    query: Sequence[str] = (),
    answer_error: error_pages.Answer = error_pages.answer_page,
    limits: Sequence[Limit] = (),
    token_is_enough: bool = False,
    together: Together | None = None,
    form: type[Form] | None = None,
    files: bool = False,
    before: Before | None = None,
    writes: bool = False,
) -> PageRoute:
    """What answers at a named address of ``sbcp.urls``, with its permissions declared.

    ``keep`` names what the page is about, for pages that look the same to everybody who is not signed
    in (see ``sbcp.web.kept.pages``), and ``query`` the names in its query that such a page reads: its view
    sees no others. ``limits``: how often it may be asked for (see ``sbcp.web.limits``).
    ``form``: what a POST reads, by which a form kept over a lost session is shown.
    ``token_is_enough``: the address holds a secret that no browser sends by itself, so that programs may
    send the form too (RFC 8058). ``together``: what a POST writes, at once for all who wait, where anybody
    may do it at whatever stage. It gives for each visit what its view finds in ``visit.brought``, or the
    DomainError that it is refused for, and then has written nothing of it; what a visit is about it finds
    by itself, by ``find_subject`` if it has to. Where such a transaction fails, each is answered alone, also
    if it was committed: doing it again must change nothing.
    ``files``: whether a POST may hold some, and be as large as they are.
    ``before``: what a GET asks of another server, outside the transaction
    and of the threads; its view finds the answer in ``visit.brought``. ``writes``: a GET that changes
    something, since whoever sends people here has no other way.
    """
    max_body = MAX_WITH_FILES if files else utf8.MAX_TYPED
    terms = Terms(answer_error, limits, token_is_enough, together, form, max_body)
    assert not together or (post and is_free(post[0])), "anybody may do it, at every stage"
    answer_all = partial(answer_together, post, terms) if together and post else None
    actions = {"GET": get, "HEAD": get, "POST": post}
    methods = [method for method, action in actions.items() if action]
    names = pages.names_read(query)

    async def endpoint(request: Request) -> Response:
        action = actions[request.method]
        assert action is not None
        if is_unproven(request) and not terms.token_is_enough:
            return error_pages.answer_unproven(request)
        request.state.writes = request.method == "POST" or (writes and request.method == "GET")
        if keep and request.method in ("GET", "HEAD"):
            request.scope["query_string"] = pages.as_read(request.scope["query_string"], names)
            if pages.serves(request):
                return await pages.answer(request, keep, names, lambda: _handle(request, action, terms, None))
        if before and request.method == "GET":
            request.state.brought = await before(request)
        return await _handle(request, action, terms, answer_all)

    return PageRoute(PATTERNS[name], endpoint, methods=methods, name=name, actions=actions, terms=terms)


json = partial(page, answer_error=error_pages.answer_json)  # for programs: errors too are JSON


async def _handle(
    request: Request,
    action: Action,
    terms: Terms,
    answer_all: Callable[[Sequence[Request]], list[Response]] | None,
) -> Response:
    form = FormData()
    if request.method == "POST":
        most = terms.max_body
        try:
            form = await utf8.form(request, max_body=most, max_files=5, max_fields=2000, max_part_size=most)
        except ClientDisconnect:
            return Response(status_code=400)  # to nobody: who was sending has gone, or was cut off
    request.state.form, request.state.form_class = form, terms.form
    request.state.now = clock.now()  # it has been read in full: waiting for a thread makes nobody late
    threads: Threads = request.app.state.threads
    try:
        if answer_all is not None and request.method == "POST":
            return await threads.run_together(answer_all, request)
        return await threads.run(answer, request, action, terms, writes=request.state.writes)
    finally:
        await form.close()
