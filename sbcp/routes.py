"""Every address of the product, with the permission that each needs, in one list."""

from functools import cache, partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from sbcp import i18n
from sbcp.urls import PATTERNS
from sbcp.web import (
    account,
    account_admin,
    account_factors,
    adoption,
    answers,
    api,
    approvals,
    compare,
    consultations,
    descent,
    documents,
    drafts,
    feeds,
    following,
    health,
    home,
    identities,
    import_checks,
    imports,
    kept,
    limits,
    mail,
    members_accepting,
    members_countries,
    members_interests,
    members_invitations,
    members_mandates,
    members_organisations,
    members_own,
    members_people,
    members_public,
    oidc,
    permissions,
    personal,
    placements,
    processes,
    publications,
    record,
    responses,
    round_times,
    signin,
    signin_limits,
    signin_second,
    unsent_forms,
)
from sbcp.web.assets import HashedFiles
from sbcp.web.endpoint import page
from sbcp.web.error_pages import answer_json

json = partial(page, answer_error=answer_json)


@cache
def routes() -> list[BaseRoute]:
    """The route table. Each page is a whole page at its own address."""
    return [
        Route(PATTERNS["root"], to_first_page, name="root"),
        # Feeds: before the pages, one of whose addresses they look like
        json("feed", get=("public:read", feeds.everything), keep=kept.everything),
        json(
            "document_feed",
            get=("public:read", feeds.document),
            keep=kept.document,
        ),
        json(
            "paragraph_feed",
            get=("public:read", feeds.paragraph),
            keep=kept.document,
        ),
        json(
            "country_feed",
            get=("public:read", feeds.country),
            keep=kept.everything,
        ),
        json(
            "calendar",
            get=("public:read", feeds.calendar),
            keep=kept.everything,
        ),
        json(
            "document_calendar",
            get=("public:read", feeds.document_calendar),
            keep=kept.document,
        ),
        # Reading
        page("home", get=("public:read", home.home), keep=kept.everything),
        page("about", get=("public:read", home.about)),
        page("accessibility", get=("public:read", home.accessibility)),
        page("document", get=("public:read", documents.overview_page), keep=kept.document),
        page("version", get=("public:read", documents.read), keep=kept.document),
        page(
            "paragraph",
            get=("public:read", documents.paragraph),
            keep=kept.document,
        ),
        page(
            "compare",
            get=("public:read", compare.compare),
            keep=kept.document,
            limits=limits.COMPARE,
        ),
        page(
            "compare_draft",
            get=("draft:read", compare.compare_draft),
            limits=limits.COMPARE,
        ),
        page("compare_chosen", get=("public:read", compare.choose)),
        page(
            "paragraph_history",
            get=("public:read", descent.history),
            keep=kept.document,
        ),
        # The text: from a file, as a draft, to a version
        page(
            "documents",
            get=("public:read", documents.index),
            post=("document:import", imports.create),
            limits=limits.IMPORT,
        ),
        page("new_document", get=("document:import", imports.new)),
        page("draft", get=("draft:read", drafts.show)),
        page(
            "draft_paragraph",
            get=("draft:read", drafts.paragraph),
            post=("draft:edit", drafts.edit),
        ),
        page(
            "draft_insert",
            get=("draft:edit", drafts.insert_form),
            post=("draft:edit", drafts.insert),
        ),
        page(
            "draft_delete",
            get=("draft:edit", drafts.delete_form),
            post=("draft:edit", drafts.delete),
        ),
        page(
            "draft_move",
            get=("draft:edit", drafts.move_form),
            post=("draft:edit", drafts.move),
        ),
        page(
            "draft_split",
            get=("draft:edit", drafts.split_form),
            post=("draft:edit", drafts.split),
        ),
        page(
            "draft_merge",
            get=("draft:edit", drafts.merge_form),
            post=("draft:edit", drafts.merge),
        ),
        page("draft_revisions", get=("draft:read", drafts.revisions)),
        page(
            "draft_import",
            get=("draft:import", imports.next_form),
            post=("draft:import", imports.propose),
            limits=limits.IMPORT,
        ),
        page(
            "draft_proposal",
            get=("draft:import", import_checks.preview),
            post=("draft:import", import_checks.decide),
        ),
        page(
            "publish",
            get=("version:publish", publications.publish_form),
            post=("version:publish", publications.publish),
        ),
        page("publication", get=("draft:read", publications.progress)),
        # A round: opening it, taking part in it, answering
        page(
            "open_consultation",
            get=("consultation:open", consultations.open_form),
            post=("consultation:open", consultations.open_round),
        ),
        page("consultation", get=("public:read", consultations.show)),
        page(
            "round_times",
            get=("consultation:times", round_times.form),
            post=("consultation:times", round_times.ask),
        ),
        page("comments", get=("public:read", consultations.comments)),
        page("report", get=("public:read", consultations.report)),
        page(
            "respond",
            get=("consultation:comment", responses.show),
            post=("consultation:comment", responses.add),
            limits=limits.RESPOND,
        ),
        page(
            "respond_comment",
            get=("consultation:comment", responses.comment_form),
            post=("consultation:comment", responses.save_comment),
            limits=limits.RESPOND,
        ),
        page(
            "respond_about",
            get=("consultation:comment", responses.about_form),
            post=("consultation:comment", responses.save_about),
            limits=limits.RESPOND,
        ),
        page(
            "respond_send",
            get=("consultation:comment", responses.check),
            post=("consultation:comment", responses.send),
            limits=limits.SEND,
        ),
        page("receipt", get=("receipt:read", responses.receipt)),
        page("receipt_file", get=("receipt:read", record.receipt)),
        page("receipt_data", get=("receipt:read", personal.receipt_data)),
        page(
            "receipt_copy",
            get=("receipt:read", personal.receipt_copy),
        ),
        page(
            "receipt_erase",
            get=("receipt:read", personal.receipt_check),
            post=("receipt:erase", personal.receipt_erase),
        ),
        page("triage", get=("draft:read", answers.queue)),
        page("document_triage", get=("draft:read", answers.table)),
        page(
            "comment",
            get=("public:read", answers.show),
            post=("comment:answer", answers.answer),
        ),
        page(
            "placements",
            get=("public:read", placements.listing),
            post=("comment:place", placements.settle),
        ),
        # What takes two persons
        page("approvals", get=("approval:read", approvals.listing)),
        page("approval", get=("approval:read", approvals.show)),
        page(
            "approval_decision",
            get=("approval:decide", approvals.check),
            post=("approval:decide", approvals.decide),
        ),
        page(
            "approval_withdrawal",
            post=("approval:decide", approvals.withdraw),
        ),
        page("permissions", get=("public:read", permissions.show)),
        # The process and the adoption
        page(
            "process",
            get=("public:read", processes.show),
            post=("process:step", processes.take_step),
        ),
        page(
            "process_override",
            get=("process:override", processes.override_form),
            post=("process:override", processes.override),
        ),
        page("adoption", get=("public:read", adoption.tracker), keep=kept.everything),
        page(
            "country",
            get=("public:read", adoption.country),
            keep=kept.everything,
        ),
        page(
            "record_act",
            get=("adoption:record", adoption.act_form),
            post=("adoption:record", adoption.record_act),
        ),
        page(
            "act",
            get=("public:read", adoption.act),
            post=("adoption:verify", adoption.verify),
        ),
        page("record", get=("public:read", record.show)),
        page("record_heads", get=("public:read", record.heads)),
        page("record_head", get=("public:read", record.head)),
        page("record_entry", get=("public:read", record.entry)),
        # People
        page(
            "signin",
            get=("session:begin", signin.form),
            post=("session:begin", signin.ask),
            limits=signin_limits.ASK,
        ),
        page("signin_example", post=("session:begin", signin.as_example)),
        page(
            "signin_code",
            get=("session:begin", signin.code_form),
            post=("session:begin", signin.use_code),
            limits=signin_limits.TYPE,
        ),
        page(
            "signin_arrived",
            get=("session:begin", signin.link_form),
            post=("session:begin", signin.use_link),
            limits=signin_limits.LINK,
        ),
        page(
            "signin_passkey",
            post=("session:begin", signin.use_passkey),
            limits=signin_limits.LINK,
        ),
        page("signin_link", get=("session:begin", signin.from_link)),
        page("signout", post=("session:end", signin.sign_out)),
        page(
            "second_factor",
            get=("account:own", signin_second.form),
            post=("account:own", signin_second.use_app),
            limits=signin_limits.FACTOR,
        ),
        page(
            "second_factor_passkey",
            post=("account:own", signin_second.use_passkey),
            limits=signin_limits.PASSKEY,
        ),
        page(
            "second_factor_recovery",
            get=("account:own", signin_second.recovery_form),
            post=("account:own", signin_second.use_recovery),
            limits=signin_limits.FACTOR,
        ),
        page("account", get=("account:own", account.show)),
        page("account_language", post=("account:own", account.save_language)),
        page(
            "sessions",
            get=("account:own", account.session_list),
            post=("account:own", account.end_session),
        ),
        page("factors", get=("account:own", account_factors.show)),
        page("factor_new", get=("account:own", account_factors.choose)),
        page(
            "passkey_new",
            get=("account:own", account_factors.passkey_form),
            post=("account:own", account_factors.add_passkey),
            limits=signin_limits.PASSKEY,
        ),
        page(
            "passkey_remove",
            get=("account:own", account_factors.removal_check),
            post=("account:own", account_factors.remove),
        ),
        page(
            "app_new",
            get=("account:own", account_factors.app_form),
            post=("account:own", account_factors.add_app),
            limits=signin_limits.FACTOR,
        ),
        page(
            "app_remove",
            get=("account:own", account_factors.removal_check),
            post=("account:own", account_factors.remove),
        ),
        page(
            "recovery_new",
            get=("account:own", account_factors.recovery_check),
            post=("account:own", account_factors.make_recovery),
            limits=signin_limits.PASSKEY,
        ),
        page(
            "person_signin",
            get=("member:administer", account_admin.show),
            post=("member:administer", account_admin.end_session),
        ),
        page(
            "person_reset",
            get=("member:administer", account_admin.reset_check),
            post=("member:administer", account_admin.reset),
        ),
        page(
            "oidc_start",
            get=("session:begin", oidc.start),
            before=oidc.ask_where,
        ),
        page("oidc_problem", get=("session:begin", oidc.problem)),
        page("oidc_back", get=("session:begin", oidc.back), before=oidc.ask_whom, writes=True),
        page("identities", get=("account:own", identities.show)),
        page(
            "identity_new",
            get=("account:own", identities.check),
            post=("account:own", identities.add),
        ),
        page(
            "identity",
            get=("account:own", identities.check_removal),
            post=("account:own", identities.remove),
        ),
        page("mandates", get=("public:read", members_public.mandate_list)),
        page("mandate", get=("public:read", members_public.mandate_page)),
        page(
            "mandate_end",
            get=("member:administer", members_mandates.end_form),
            post=("member:administer", members_mandates.end),
        ),
        page(
            "mandate_handover",
            get=("member:administer", members_mandates.handover_form),
            post=("member:administer", members_mandates.handover),
        ),
        page("my_mandates", get=("account:own", members_own.show)),
        page("my_rights", get=("account:own", members_own.may)),
        page("organisations", get=("public:read", members_public.organisation_list)),
        page(
            "organisation",
            get=("public:read", members_public.organisation_page),
            post=("member:administer", members_organisations.rename),
        ),
        page(
            "new_organisation",
            get=("member:administer", members_organisations.add_form),
            post=("member:administer", members_organisations.add),
        ),
        page("participants", get=("public:read", members_public.participant_list)),
        page("participant", get=("public:read", members_public.participant_page)),
        page(
            "participant_rename",
            get=("member:administer", members_countries.rename_form),
            post=("member:administer", members_countries.rename),
        ),
        page("interests", get=("public:read", members_interests.listing)),
        page(
            "interest_new",
            get=("interest:declare", members_interests.form),
            post=("interest:declare", members_interests.declare),
        ),
        page(
            "interest_end",
            get=("interest:declare", members_interests.end_form),
            post=("interest:declare", members_interests.end),
        ),
        page("people", get=("member:administer", members_people.listing)),
        page("person", get=("member:administer", members_people.show)),
        page("person_rights", get=("member:administer", members_people.may)),
        page(
            "person_disable",
            get=("member:administer", members_people.disable_form),
            post=("member:administer", members_people.disable),
        ),
        page(
            "person_enable",
            get=("member:administer", members_people.enable_form),
            post=("member:administer", members_people.enable),
        ),
        page(
            "invite",
            get=("member:administer", members_invitations.form),
            post=("member:administer", members_invitations.invite),
        ),
        page(
            "invited",
            get=("member:administer", members_invitations.show),
            post=("member:administer", members_invitations.change),
        ),
        page(
            "invitation",
            get=("invitation:accept", members_accepting.show),
            post=("invitation:accept", members_accepting.accept),
        ),
        page(
            "invitation_link",
            get=("invitation:accept", members_accepting.from_link),
        ),
        page("personal_data", get=("public:read", personal.show)),
        page("own_data", get=("account:own", personal.own_data)),
        page("own_copy", get=("account:own", personal.own_copy)),
        page(
            "own_erase",
            get=("account:own", personal.own_check),
            post=("account:own", personal.own_erase),
        ),
        page(
            "ask_erasure",
            get=("person:erase", personal.ask_form),
            post=("person:erase", personal.ask),
        ),
        page(
            "unsent_forms",
            get=("account:own", unsent_forms.show),
            post=("account:own", unsent_forms.throw_away),
        ),
        # News by mail, and what became of mail
        page(
            "follow",
            get=("following:ask", following.form),
            post=("following:ask", following.ask),
            limits=limits.SUBSCRIBE,
        ),
        page("follow_sent", get=("following:ask", following.sent)),
        page(
            "follow_confirm",
            get=("following:own", following.confirm_form),
            post=("following:own", following.confirm),
        ),
        page(
            "following",
            get=("following:own", following.listing),
            post=("following:own", following.change),
        ),
        page(
            "following_link",
            post=("following:ask", following.mail_link),
            limits=limits.SUBSCRIBE,
        ),
        page("following_open", get=("following:own", following.open_link)),
        page(
            "unsubscribe",
            get=("following:own", following.stop_form),
            post=("following:own", following.stop),
            token_is_enough=True,
        ),
        page("mail", get=("mail:read", mail.show)),
        page(
            "mail_message",
            get=("mail:read", mail.message),
            post=("mail:send", mail.send_again),
        ),
        page("example_mail", get=("public:read", mail.examples)),
        # For programs
        json("openapi", get=("public:read", api.openapi)),
        json("api_version", get=("public:read", api.version)),
        json(
            "api_compare",
            get=("public:read", api.comparison),
            limits=limits.COMPARE,
        ),
        json(
            "api_comments",
            get=("public:read", api.comments),
            limits=limits.EXPORT,
        ),
        json("api_adoption", get=("public:read", api.adoption)),
        json("api_record", get=("public:read", api.record)),
        json(
            "record_download",
            get=("public:read", record.download),
            limits=limits.EXPORT,
        ),
        json("api_heads", get=("public:read", record.heads_json)),
        json("verifier", get=("public:read", record.verifier)),
        json("healthz", get=("public:read", health.alive)),
        json("readyz", get=("public:read", health.ready)),
        Mount("/static", HashedFiles(), name="static"),
    ]


async def to_first_page(request: Request) -> Response:
    """The home page in the reader's language."""
    locale = i18n.preferred(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{locale.code}/", 302, headers={"Vary": "Accept-Language"})
