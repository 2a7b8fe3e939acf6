"""One request as a view sees it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request

from consultation.answers.triage import comment_by_number
from consultation.models import Comment, Consultation
from core.errors import N_, Forbidden
from documents.models import Document, Version
from documents.queries import version_by_number
from members.models import Interest, Mandate, Person
from members.signin.models import SignIn
from process.queries import stage_of
from sbcp import permissions, recusals
from sbcp.language import locales, participants
from sbcp.settings import Settings
from sbcp.web.client_address import client_address
from sbcp.web.subject import Subject, subject_of


def is_partial(request: Request) -> bool:
    """Whether htmx asks for a part of the page at this address. Going back, and what is to fill the whole
    body, need the whole page, as every other reader does."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and headers.get("HX-History-Restore-Request") != "true"
    )


@dataclass
class Visit:
    """One request as a view sees it: who asks, when, in which language, about what, with what.

    ``held`` are the mandates in force; ``mandates`` those of them that may be used in this session.
    ``recusals``: what the person takes no part in of the document that the address speaks of.
    """

    request: Request
    db: Session
    now: datetime  # UTC
    locale: locales.Locale
    person: Person | None
    mandates: list[Mandate]
    form: FormData
    about: Subject = field(default_factory=Subject)
    afterwards: list[Callable[[], None]] = field(default_factory=list)  # to be done once it is committed
    session: SignIn | None = None
    held: list[Mandate] = field(default_factory=list)
    recusals: list[Interest] = field(default_factory=list)
    kept_form: bool = False  # what was typed is on the server until the person has signed in

    def find_subject(self) -> None:
        """Look up what the address speaks of: before any view, but of routes that write together. Raises
        NotFound."""
        self.about = subject_of(self.db, self.path)

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    @cached_property
    def partial(self) -> bool:
        """Whether a part of the page is asked for; which one, the address alone says, never a header."""
        return is_partial(self.request)

    @property
    def brought(self) -> Any:
        """What the step before the transaction brought, or what was written together with that of others, for
        views of routes that have one."""
        return getattr(self.request.state, "brought", None)

    @property
    def query(self) -> QueryParams:
        return self.request.query_params

    @property
    def path(self) -> dict[str, Any]:
        return self.request.path_params

    @cached_property
    def address(self) -> str:
        """Where the request comes from, for the security log."""
        return client_address(self.request)

    @cached_property
    def stage(self) -> str | None:
        """The stage of the document that the address speaks of."""
        return stage_of(self.db, self.document) if self.document else None

    @cached_property
    def countries(self) -> dict[str, str]:
        """The countries of the process as they are called in the reader's language, by code: read
        once, for pages that name one."""
        return participants.names(self.db) if self.db else {}

    def country_name(self, code: str) -> str:
        """A country as the process calls it; one that takes no part as CLDR does."""
        return self.countries.get(code) or locales.country_name(code)

    def may(self, action: str, *, country: str | None = None, stage: str | None = None) -> bool:
        """Whether the person may do this here and now. ``country``: the ISO code of the one acted for
        or about, where it is known. ``stage``: that of the version concerned, where it has one of its own."""
        if not permissions.RULES[action].roles:
            return True  # at whatever stage
        stage = stage or self.stage
        if not permissions.can(action, self.mandates, stage=stage, country=country):
            return False
        return self._recusal(action, country, stage) is None

    def mandate(self, action: str, *, country: str | None = None, stage: str | None = None) -> Mandate:
        """The mandate to act under. Raises Forbidden if the person holds none for this, or takes no
        part in it."""
        stage = stage or self.stage
        mandate = permissions.mandate_for(action, self.mandates, stage=stage, country=country)
        if mandate is None:
            raise Forbidden(N_("You hold no mandate for this at the present stage."))
        recusal = self._recusal(action, country, stage)
        if recusal is not None:
            raise recusals.refusal(recusal)
        return mandate

    def _recusal(self, action: str, country: str | None, stage: str | None) -> Interest | None:
        return recusals.in_the_way(self.recusals, self.mandates, action, stage=stage, country=country)

    @property
    def document(self) -> Document | None:
        """The document that the address speaks of, if it speaks of one."""
        return self.about.document

    def subject(self) -> Document:
        """The document of the address, for views whose address always names one."""
        assert self.document is not None, "this address names no document"
        return self.document

    @property
    def consultation(self) -> Consultation:
        """The round of the address, for views whose address names one."""
        assert self.about.consultation is not None, "this address names no consultation"
        return self.about.consultation

    @cached_property
    def version(self) -> Version:
        """The version of the document that the address names by its number. Raises NotFound. Fetched when a
        view asks for it, so that who may not see it is told the same of those that are and are not there."""
        return version_by_number(self.db, self.subject(), self.path["n"])

    @cached_property
    def comment(self) -> Comment:
        """The comment on the document that the address names by its number, likewise."""
        return comment_by_number(self.db, self.subject(), self.path["number"])
