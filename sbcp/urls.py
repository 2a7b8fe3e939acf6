"""Every address of the product: its name and its pattern, in the order in which they are tried.

Data alone, so that a page, a letter, a feed or a job can name any page and knows none of them.
``sbcp.routes`` binds each name to what answers there.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

PATTERNS: dict[str, str] = {
    "root": "/",
    # Feeds: before the pages, for «/feeds/…» could be a language
    "feed": "/feeds/all.atom",
    "document_feed": "/feeds/documents/{slug}.atom",
    "paragraph_feed": "/feeds/documents/{slug}/paragraphs/{pid:int}.atom",
    "country_feed": "/feeds/countries/{country}.atom",
    "calendar": "/feeds/consultations.ics",
    "document_calendar": "/feeds/documents/{slug}.ics",
    # Reading
    "home": "/{locale}/",
    "about": "/{locale}/about",
    "accessibility": "/{locale}/accessibility",
    "document": "/{locale}/documents/{slug}",
    "version": "/{locale}/documents/{slug}/versions/{n:int}",
    "as_it_binds": "/{locale}/documents/{slug}/versions/{n:int}/as-it-binds/{country}",
    "paragraph": "/{locale}/documents/{slug}/versions/{n:int}/paragraphs/{pid:int}",
    "compare": "/{locale}/documents/{slug}/compare/{a:int}...{b:int}",
    "compare_draft": "/{locale}/documents/{slug}/compare/{a:int}...draft",
    "compare_chosen": "/{locale}/documents/{slug}/compare",
    "paragraph_history": "/{locale}/documents/{slug}/paragraphs/{pid:int}/history",
    # The text: from a file, as a draft, to a version
    "documents": "/{locale}/documents",
    "new_document": "/{locale}/new-document",
    "draft": "/{locale}/documents/{slug}/draft",
    "draft_paragraph": "/{locale}/documents/{slug}/draft/paragraphs/{pid:int}",
    "draft_insert": "/{locale}/documents/{slug}/draft/insert",
    "draft_delete": "/{locale}/documents/{slug}/draft/paragraphs/{pid:int}/delete",
    "draft_move": "/{locale}/documents/{slug}/draft/paragraphs/{pid:int}/move",
    "draft_split": "/{locale}/documents/{slug}/draft/paragraphs/{pid:int}/split",
    "draft_merge": "/{locale}/documents/{slug}/draft/paragraphs/{pid:int}/merge",
    "draft_revisions": "/{locale}/documents/{slug}/draft/revisions",
    "draft_import": "/{locale}/documents/{slug}/draft/import",
    "pending_import": "/{locale}/documents/{slug}/draft/import/{pending:int}",
    "publish": "/{locale}/documents/{slug}/draft/publish",
    "publication": "/{locale}/documents/{slug}/draft/publish/{job:int}",
    # A round: opening it, taking part in it, answering
    "open_consultation": "/{locale}/documents/{slug}/consultations",
    "consultation": "/{locale}/consultations/{consultation:int}",
    "round_times": "/{locale}/consultations/{consultation:int}/times",
    "comments": "/{locale}/consultations/{consultation:int}/comments",
    "report": "/{locale}/consultations/{consultation:int}/report",
    "respond": "/{locale}/consultations/{consultation:int}/respond",
    "respond_comment": "/{locale}/consultations/{consultation:int}/respond/comment",
    "respond_about": "/{locale}/consultations/{consultation:int}/respond/about-you",
    "respond_send": "/{locale}/consultations/{consultation:int}/respond/send",
    "receipt": "/{locale}/receipts/{token}",
    "receipt_file": "/{locale}/receipts/{token}/receipt.json",
    "receipt_data": "/{locale}/receipts/{token}/personal-data",
    "receipt_copy": "/{locale}/receipts/{token}/personal-data.json",
    "receipt_erase": "/{locale}/receipts/{token}/erase",
    "triage": "/{locale}/triage",
    "document_triage": "/{locale}/documents/{slug}/triage",
    "comment": "/{locale}/documents/{slug}/comments/{number:int}",
    "placements": "/{locale}/documents/{slug}/versions/{n:int}/placements",
    # What takes two persons
    "approvals": "/{locale}/approvals",
    "approval": "/{locale}/approvals/{approval:int}",
    "approval_decision": "/{locale}/approvals/{approval:int}/decision",
    "approval_withdrawal": "/{locale}/approvals/{approval:int}/withdrawal",
    "permissions": "/{locale}/permissions",
    # The process and the adoption
    "process": "/{locale}/documents/{slug}/process",
    "process_step": "/{locale}/documents/{slug}/process/step",
    "process_override": "/{locale}/documents/{slug}/process/override",
    "state_stance": "/{locale}/documents/{slug}/stances",
    "withdraw_stance": "/{locale}/documents/{slug}/stances/{stance:int}/withdrawal",
    "adoption": "/{locale}/adoption",
    "countries_chosen": "/{locale}/adoption/compare",
    "countries_compared": "/{locale}/adoption/compare/{country}...{other}",
    "country": "/{locale}/adoption/{country}",
    "record_act": "/{locale}/documents/{slug}/acts",
    "begun_acts": "/{locale}/acts/begun",
    "acts_to_verify": "/{locale}/acts/to-verify",
    "begun_act": "/{locale}/documents/{slug}/acts/begun/{key}",
    "begun_act_delete": "/{locale}/documents/{slug}/acts/begun/{key}/delete",
    "begun_act_kind": "/{locale}/documents/{slug}/acts/begun/{key}/kind",
    "begun_act_about": "/{locale}/documents/{slug}/acts/begun/{key}/about",
    "begun_act_dates": "/{locale}/documents/{slug}/acts/begun/{key}/dates",
    "begun_act_instrument": "/{locale}/documents/{slug}/acts/begun/{key}/instrument",
    "begun_act_signatories": "/{locale}/documents/{slug}/acts/begun/{key}/signatories",
    "begun_act_files": "/{locale}/documents/{slug}/acts/begun/{key}/files",
    "begun_act_words": "/{locale}/documents/{slug}/acts/begun/{key}/words",
    "act": "/{locale}/documents/{slug}/acts/{act:int}",
    "act_certificate": "/{locale}/documents/{slug}/acts/{act:int}/certificate",
    "act_file": "/{locale}/documents/{slug}/acts/{act:int}/files/{file:int}",
    "acts_list_new": "/{locale}/documents/{slug}/acts/lists",
    "acts_list_asked": "/{locale}/documents/{slug}/acts/lists/asked/{n:int}/{digest}",
    "acts_list": "/{locale}/documents/{slug}/acts/lists/{list:int}",
    "acts_columns": "/{locale}/acts-in-a-list",
    "entry_rule": "/{locale}/documents/{slug}/entry-into-force",
    "entry_rule_new": "/{locale}/documents/{slug}/entry-into-force/rule",
    "record": "/{locale}/record",
    "record_heads": "/{locale}/record/heads",
    "record_head": "/{locale}/record/heads/{number:int}",
    "record_entry": "/{locale}/record/{seq:int}",
    "receipt_check": "/{locale}/record/receipt",
    # People
    "signin": "/{locale}/signin",
    "signin_example": "/{locale}/signin/example",
    "signin_code": "/{locale}/signin/code",
    "signin_arrived": "/{locale}/signin/link",
    "signin_passkey": "/{locale}/signin/passkey",
    "signin_link": "/{locale}/signin/{token}",
    "signout": "/{locale}/signout",
    "second_factor": "/{locale}/second-factor",
    "second_factor_passkey": "/{locale}/second-factor/passkey",
    "second_factor_recovery": "/{locale}/second-factor/recovery-code",
    "account": "/{locale}/account",
    "account_language": "/{locale}/account/language",
    "sessions": "/{locale}/account/sessions",
    "factors": "/{locale}/account/second-factors",
    "factor_new": "/{locale}/account/second-factors/new",
    "passkey_new": "/{locale}/account/second-factors/passkeys/new",
    "passkey_remove": "/{locale}/account/second-factors/passkeys/{passkey:int}/remove",
    "app_new": "/{locale}/account/second-factors/app/new",
    "app_remove": "/{locale}/account/second-factors/app/remove",
    "recovery_new": "/{locale}/account/second-factors/recovery-codes",
    "person_signin": "/{locale}/people/{person:int}/sign-in",
    "person_reset": "/{locale}/people/{person:int}/sign-in/reset",
    "oidc_start": "/{locale}/signin/with/{provider}",
    "oidc_problem": "/{locale}/signin/with/{provider}/problem",
    "oidc_back": "/oidc/{provider}/callback",
    "identities": "/{locale}/account/identities",
    "identity_new": "/{locale}/account/identities/new",
    "identity": "/{locale}/account/identities/{identity:int}",
    "mandates": "/{locale}/mandates",
    "mandate": "/{locale}/mandates/{mandate:int}",
    "mandate_end": "/{locale}/mandates/{mandate:int}/end",
    "mandate_handover": "/{locale}/mandates/{mandate:int}/handover",
    "mandate_absence": "/{locale}/mandates/{mandate:int}/absence",
    "my_mandates": "/{locale}/my-mandates",
    "my_rights": "/{locale}/my-mandates/may",
    "organisations": "/{locale}/organisations",
    "organisation": "/{locale}/organisations/{organisation:int}",
    "new_organisation": "/{locale}/new-organisation",
    "participants": "/{locale}/countries",
    "participant": "/{locale}/countries/{country}",
    "participant_rename": "/{locale}/countries/{country}/rename",
    "participant_succeed": "/{locale}/countries/{country}/succeed",
    "new_participant": "/{locale}/new-country",
    "interests": "/{locale}/interests",
    "interest_new": "/{locale}/interests/new",
    "interest_end": "/{locale}/interests/{interest:int}/end",
    "people": "/{locale}/people",
    "person": "/{locale}/people/{person:int}",
    "person_rights": "/{locale}/people/{person:int}/may",
    "person_disable": "/{locale}/people/{person:int}/disable",
    "person_enable": "/{locale}/people/{person:int}/enable",
    "invite": "/{locale}/invitations",
    "invited": "/{locale}/invitations/{invitation:int}",
    "invitation": "/{locale}/invitation",
    "invitation_link": "/{locale}/invitation/{token}",
    "personal_data": "/{locale}/personal-data",
    "own_data": "/{locale}/account/personal-data",
    "own_copy": "/{locale}/account/personal-data.json",
    "own_erase": "/{locale}/account/erase",
    "ask_erasure": "/{locale}/erasures",
    "unsent_forms": "/{locale}/unsent",
    # News by mail, and what became of mail
    "follow": "/{locale}/follow",
    "follow_sent": "/{locale}/follow/sent",
    "follow_confirm": "/{locale}/follow/confirm/{token}",
    "following": "/{locale}/following",
    "following_link": "/{locale}/following/link",
    "following_open": "/{locale}/following/open/{token}",
    "unsubscribe": "/{locale}/unsubscribe/{token}",
    "mail": "/{locale}/mail",
    "mail_message": "/{locale}/mail/{message:int}",
    "example_mail": "/{locale}/example-mail",
    # For programs
    "openapi": "/api/v1/openapi.json",
    "api_documents": "/api/v1/documents",
    "api_document": "/api/v1/documents/{slug}",
    "api_version": "/api/v1/documents/{slug}/versions/{n:int}",
    "api_as_it_binds": "/api/v1/documents/{slug}/versions/{n:int}/as-it-binds/{country}",
    "api_compare": "/api/v1/documents/{slug}/compare/{a:int}...{b:int}",
    "api_stances": "/api/v1/documents/{slug}/stances",
    "api_comments": "/api/v1/consultations/{consultation:int}/comments",
    "api_adoption": "/api/v1/adoption",
    "api_record": "/api/v1/record",
    "record_download": "/api/v1/record.jsonl",
    "api_heads": "/api/v1/record/heads",
    "api_public": "/api/v1/public",
    "public_rows": "/api/v1/public/{kind}.jsonl",
    "acts_template": "/api/v1/acts/empty-list",
    "verifier": "/api/v1/record/sbcp_verify.py",
    "healthz": "/healthz",
    "readyz": "/readyz",
}

# The same without the types of their parts: what str.format takes.
_FORMATS = {name: re.sub(r"\{(\w+):\w+\}", r"{\1}", pattern) for name, pattern in PATTERNS.items()}


def url(locale: str, name: str, *, query: Mapping[str, Any] | None = None, **params: Any) -> str:
    """The address of a named page in a locale: ``url("en", "version", slug="sbcp", n=2)``."""
    path = _FORMATS[name].format(locale=locale, **params)
    return f"{path}?{urlencode(query)}" if query else path


def change_url(locale: str, slug: str, old: int, new: int | None, pid: int | str | None) -> str:
    """The address of what became of a paragraph between two versions, on whichever page of the comparison
    it stands: the server finds it. Without ``new`` up to the working draft; without ``pid`` of the whole."""
    query = {"at": pid} if pid else None
    if new is None:
        return url(locale, "compare_draft", query=query, slug=slug, a=old)
    return url(locale, "compare", query=query, slug=slug, a=old, b=new)


def feed_url(locale: str, name: str, **params: Any) -> str:
    """The address of a feed, in a language: the addresses themselves have none in them."""
    return url(locale, name, query={"language": locale}, **params)
