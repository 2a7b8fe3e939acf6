"""Every address of the product, with the permission that each needs, in one list."""

from functools import cache, partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from sbcp import i18n
from sbcp.web import (
    account,
    adoption,
    answers,
    api,
    compare,
    consultations,
    descent,
    documents,
    drafts,
    health,
    home,
    import_checks,
    imports,
    kept,
    placements,
    processes,
    publications,
    record,
    responses,
)
from sbcp.web.assets import HashedFiles
from sbcp.web.endpoint import page
from sbcp.web.errors import answer_json

json = partial(page, answer_error=answer_json)

L = "/{locale}"
DOC = L + "/documents/{slug}"
DRAFT = DOC + "/draft"
ROUND = L + "/consultations/{consultation:int}"
API = "/api/v1"


@cache
def routes() -> list[BaseRoute]:
    """The route table. Each page is a whole page at its own address."""
    return [
        Route("/", to_first_page, name="root"),
        # Reading
        page(L + "/", "home", get=("public:read", home.home), keep=kept.everything),
        page(L + "/about", "about", get=("public:read", home.about)),
        page(L + "/accessibility", "accessibility", get=("public:read", home.accessibility)),
        page(DOC, "document", get=("public:read", documents.overview_page), keep=kept.document),
        page(DOC + "/versions/{n:int}", "version", get=("public:read", documents.read), keep=kept.document),
        page(
            DOC + "/versions/{n:int}/paragraphs/{pid:int}",
            "paragraph",
            get=("public:read", documents.paragraph),
            keep=kept.document,
        ),
        page(
            DOC + "/compare/{a:int}...{b:int}",
            "compare",
            get=("public:read", compare.compare),
            keep=kept.document,
        ),
        page(DOC + "/compare/{a:int}...draft", "compare_draft", get=("draft:read", compare.compare_draft)),
        page(DOC + "/compare", "compare_chosen", get=("public:read", compare.choose)),
        page(
            DOC + "/paragraphs/{pid:int}/history",
            "paragraph_history",
            get=("public:read", descent.history),
            keep=kept.document,
        ),
        # The text: from a file, as a draft, to a version
        page(
            L + "/documents",
            "documents",
            get=("public:read", documents.index),
            post=("document:import", imports.create),
        ),
        page(L + "/new-document", "new_document", get=("document:import", imports.new)),
        page(DRAFT, "draft", get=("draft:read", drafts.show)),
        page(
            DRAFT + "/paragraphs/{pid:int}",
            "draft_paragraph",
            get=("draft:read", drafts.paragraph),
            post=("draft:edit", drafts.edit),
        ),
        page(
            DRAFT + "/insert",
            "draft_insert",
            get=("draft:edit", drafts.insert_form),
            post=("draft:edit", drafts.insert),
        ),
        page(
            DRAFT + "/paragraphs/{pid:int}/delete",
            "draft_delete",
            get=("draft:edit", drafts.delete_form),
            post=("draft:edit", drafts.delete),
        ),
        page(
            DRAFT + "/paragraphs/{pid:int}/move",
            "draft_move",
            get=("draft:edit", drafts.move_form),
            post=("draft:edit", drafts.move),
        ),
        page(
            DRAFT + "/paragraphs/{pid:int}/split",
            "draft_split",
            get=("draft:edit", drafts.split_form),
            post=("draft:edit", drafts.split),
        ),
        page(
            DRAFT + "/paragraphs/{pid:int}/merge",
            "draft_merge",
            get=("draft:edit", drafts.merge_form),
            post=("draft:edit", drafts.merge),
        ),
        page(DRAFT + "/revisions", "draft_revisions", get=("draft:read", drafts.revisions)),
        page(
            DRAFT + "/import",
            "draft_import",
            get=("draft:import", imports.next_form),
            post=("draft:import", imports.propose),
        ),
        page(
            DRAFT + "/import/{proposal:int}",
            "draft_proposal",
            get=("draft:import", import_checks.preview),
            post=("draft:import", import_checks.decide),
        ),
        page(
            DRAFT + "/publish",
            "publish",
            get=("version:publish", publications.publish_form),
            post=("version:publish", publications.publish),
        ),
        page(DRAFT + "/publish/{job:int}", "publication", get=("draft:read", publications.progress)),
        # A round: opening it, taking part in it, answering
        page(
            DOC + "/consultations",
            "open_consultation",
            get=("consultation:open", consultations.open_form),
            post=("consultation:open", consultations.open_round),
        ),
        page(ROUND, "consultation", get=("public:read", consultations.show)),
        page(ROUND + "/comments", "comments", get=("public:read", consultations.comments)),
        page(ROUND + "/report", "report", get=("public:read", consultations.report)),
        page(
            ROUND + "/respond",
            "respond",
            get=("consultation:comment", responses.show),
            post=("consultation:comment", responses.add),
        ),
        page(
            ROUND + "/respond/comment",
            "respond_comment",
            get=("consultation:comment", responses.comment_form),
            post=("consultation:comment", responses.save_comment),
        ),
        page(
            ROUND + "/respond/about-you",
            "respond_about",
            get=("consultation:comment", responses.about_form),
            post=("consultation:comment", responses.save_about),
        ),
        page(
            ROUND + "/respond/send",
            "respond_send",
            get=("consultation:comment", responses.check),
            post=("consultation:comment", responses.send),
        ),
        page(L + "/receipts/{token}", "receipt", get=("receipt:read", responses.receipt)),
        page(L + "/triage", "triage", get=("draft:read", answers.queue)),
        page(DOC + "/triage", "document_triage", get=("draft:read", answers.table)),
        page(
            DOC + "/comments/{number:int}",
            "comment",
            get=("public:read", answers.show),
            post=("comment:answer", answers.answer),
        ),
        page(
            DOC + "/versions/{n:int}/placements",
            "placements",
            get=("public:read", placements.listing),
            post=("comment:place", placements.settle),
        ),
        # The process and the adoption
        page(
            DOC + "/process",
            "process",
            get=("public:read", processes.show),
            post=("process:step", processes.take_step),
        ),
        page(
            DOC + "/process/override",
            "process_override",
            get=("process:override", processes.override_form),
            post=("process:override", processes.override),
        ),
        page(L + "/adoption", "adoption", get=("public:read", adoption.tracker), keep=kept.everything),
        page(
            L + "/adoption/{country}",
            "country",
            get=("public:read", adoption.country),
            keep=kept.everything,
        ),
        page(
            DOC + "/acts",
            "record_act",
            get=("adoption:record", adoption.act_form),
            post=("adoption:record", adoption.record_act),
        ),
        page(
            DOC + "/acts/{act:int}",
            "act",
            get=("public:read", adoption.act),
            post=("adoption:verify", adoption.verify),
        ),
        page(L + "/record", "record", get=("public:read", record.show)),
        page(L + "/record/{seq:int}", "record_entry", get=("public:read", record.entry)),
        # People
        page(
            L + "/signin",
            "signin",
            get=("session:begin", account.signin_form),
            post=("session:begin", account.sign_in_as_example),
        ),
        page(
            L + "/signin/{token}",
            "signin_link",
            get=("session:begin", account.link_form),
            post=("session:begin", account.use_link),
        ),
        page(L + "/signout", "signout", post=("session:end", account.sign_out)),
        page(L + "/mandates", "mandates", get=("public:read", account.mandates)),
        # For programs
        json(API + "/openapi.json", "openapi", get=("public:read", api.openapi)),
        json(API + "/documents/{slug}/versions/{n:int}", "api_version", get=("public:read", api.version)),
        json(
            API + "/documents/{slug}/compare/{a:int}...{b:int}",
            "api_compare",
            get=("public:read", api.comparison),
        ),
        json(
            API + "/consultations/{consultation:int}/comments",
            "api_comments",
            get=("public:read", api.comments),
        ),
        json(API + "/adoption", "api_adoption", get=("public:read", api.adoption)),
        json(API + "/record", "api_record", get=("public:read", api.record)),
        json("/healthz", "healthz", get=("public:read", health.alive)),
        json("/readyz", "readyz", get=("public:read", health.ready)),
        Mount("/static", HashedFiles(), name="static"),
    ]


async def to_first_page(request: Request) -> Response:
    """The home page in the reader's language."""
    locale = i18n.preferred(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{locale.code}/", 302, headers={"Vary": "Accept-Language"})
