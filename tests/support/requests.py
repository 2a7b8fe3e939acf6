"""Every act that a form of ours can ask for, prepared as a browser sends it.

For each route that takes a form, the page it is on is opened by somebody who may, the form is filled in,
and what would be sent is kept. Tests go over all of them. Whoever adds a form that plain values do not
fill adds its values to ``VALUES``, who may to ``WHO``, or the page that it is on to ``FROM``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from httpx2 import Response

from sbcp.permissions import RULES
from sbcp.web.cookies import UNSENT_RESPONSE
from sbcp.web.endpoint import PageRoute
from tests.support import everything
from tests.support.everything import Everything
from tests.support.factories import NOW, TEXT
from tests.support.filling import Sending, Values, fill
from tests.support.markup import FIELDS, Page, words
from tests.support.pages import Client

ROUND = "/en/consultations/2"
POLICY = "/en/documents/policy"
ADOPTED = "/en/documents/adopted"

# Changes with every request, whatever it is about: when a session was seen, how often was asked.
BESIDE = {"bucket"}


@dataclass(frozen=True)
class Prepared:
    """A form that somebody is about to send."""

    route: str
    who: str
    page: str
    sending: Sending
    names: frozenset[str] = frozenset()  # of all its fields, ticked or not

    def with_extra(self, fields: dict[str, str]) -> "Prepared":
        """The same with fields that the form does not have."""
        kind = self.sending.content_type
        if kind.startswith("multipart/"):
            boundary = kind.partition("boundary=")[2]
            parts = "".join(
                f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in fields.items()
            )
            body = parts.encode() + self.sending.body
        else:
            more = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
            body = self.sending.body + (b"&" if self.sending.body else b"") + more
        return replace(self, sending=replace(self.sending, body=body))


def send(client: Client, act: Prepared) -> Response:
    """The answer to a form, as if nobody had sent one before: limits have tests of their own."""
    with closing(sqlite3.connect(_file(client))) as connection:
        connection.execute("DELETE FROM bucket")
        connection.commit()
    headers = {"content-type": act.sending.content_type} if act.sending.content_type else {}
    sending = act.sending
    return client.http.request(sending.method, sending.address, content=sending.body, headers=headers)


def become(client: Client, world: Everything, who: str, route: str = "") -> None:
    """Go on as somebody who is about to send a form of this route; nobody has an unsent response."""
    world.sign_in(client, who)
    if route in LINKS:
        address, token = LINKS[route]
        client.http.get(f"{address}/{world.tokens[token]}")
    if who == "nobody":
        client.http.cookies.set(UNSENT_RESPONSE, world.tokens["unsent"], domain="localhost.local")


def reset(client: Client, made: Path) -> None:
    """The instance's database as it was made, under the open connections."""
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(_file(client))) as live:
        source.backup(live)


def _file(client: Client) -> str:
    return client.settings.database_url.removeprefix("sqlite:///")


def held(client: Client) -> dict[str, Any]:
    """Every row of every table, but for what changes with every request."""
    found: dict[str, Any] = {
        table: rows for table, rows in everything.rows(client).items() if table not in BESIDE
    }
    with client.database.engine.connect() as connection:
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(sign_in)")]
        kept = ", ".join(name for name in columns if name != "seen_at")
        found["sign_in"] = connection.exec_driver_sql(f"SELECT {kept} FROM sign_in ORDER BY id").all()
    return found


def prepare(client: Client, world: Everything, made: Path) -> Iterator[Prepared]:
    """What can be sent to each route that takes a form and whose form was found."""
    for route in everything.pages("POST"):
        for who in _who(route):
            reset(client, made)
            become(client, world, who, route.name)
            found = next(_forms(client, world, route, who), None)
            if found is not None:
                yield _confirmed(client, route, found)
                break


def _confirmed(client: Client, route: PageRoute, act: Prepared) -> Prepared:
    """The form of the page to check, where there is one: it is what does it."""
    answer = send(client, act)
    if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
        return act
    page = Page(act.sending.address, 200, {}, answer.text)
    for form in page.root.iter("form"):
        if form.get("method") == "post" and _leads_to(route, _action(page, form)):
            button = BUTTONS.get(f"{route.name} (checked)", "")
            return replace(act, sending=fill(page, form, {}, button), names=act.names | _names(page))
    return act


def _action(page: Page, form: Element) -> str:
    return urlsplit(page.absolute(form.get("action", "") or page.address)).path


def unprepared(acts: list[Prepared]) -> list[str]:
    """The routes that take a form and that nobody was found to send one to."""
    return sorted({route.name for route in everything.pages("POST")} - {act.route for act in acts})


def _who(route: PageRoute) -> tuple[str, ...]:
    if route.name in WHO:
        return (WHO[route.name],)
    action = route.actions["POST"]
    assert action is not None
    roles = RULES[action[0]].roles
    if roles:
        return roles
    return ("observer",) if action[0].startswith("account:") else ("nobody",)


def _forms(client: Client, world: Everything, route: PageRoute, who: str) -> Iterator[Prepared]:
    for path in FROM.get(route.name, world.addresses(route)):
        answer = client.http.get(path)
        if not answer.headers.get("content-type", "").startswith("text/html") or answer.status_code != 200:
            continue
        page = Page(path, 200, {}, answer.text)
        for form in page.root.iter("form"):
            if form.get("method") == "post" and _leads_to(route, _action(page, form)):
                wanted = VALUES.get(route.name, {})
                values = {**_plain(form), **wanted}
                sending = fill(page, form, values, BUTTONS.get(route.name, ""))
                yield Prepared(route.name, who, path, sending, _names(page))


def _leads_to(route: PageRoute, path: str) -> bool:
    return route.path_regex.match(path) is not None


def _names(page: Page) -> frozenset[str]:
    """The names of all fields and buttons of a page."""
    return frozenset(element.get("name", "") for element in page.root.iter())


def _plain(form: Element) -> Values:
    """Something sensible in the fields that are empty and that need something."""
    values: Values = {}
    for field in form.iter():
        name, kind = field.get("name", ""), field.get("type", "text")
        if field.tag not in FIELDS or not name or field.get("disabled") is not None:
            continue
        start, _minus, part = name.rpartition("-")
        if field.tag == "select":
            options = [option.get("value", words(option)) for option in field.iter("option")]
            if name in TEXTS and TEXTS[name] in options:
                values[name] = TEXTS[name]
        elif kind == "radio":
            values.setdefault(name, field.get("value", "on"))
        elif kind == "file":
            values[name] = ("policy.md", TEXT.encode())
        elif kind in ("hidden", "checkbox", "submit", "button") or (field.text or field.get("value")):
            continue
        elif start in DAYS:
            day = NOW + timedelta(days=DAYS[start])
            parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
            values[name] = parts.get(part, "17:00")
        elif name in TEXTS:
            values[name] = TEXTS[name]
    return values


# What is typed into empty fields, by their names; a date is so many days from now.
DAYS = {"closes": 9, "due_on": 9, "starts_on": 1, "on": 0, "done_on": 0}
TEXTS = {
    "reason": "For a good reason.",
    "text": "I own a share.",
    "label": "next draft",
    "name": "Some Name",
    "email": "new@example.org",
    "basis": "Decision 7/2027",
    "title": "A title",
    "title_en": "A title",
    "body": "The ministry",
    "note": "Seen.",
    "code": "123456",
    "language": "en",
    "markdown": "Some plain words.",
}

# Who sends it, where the permission does not say so well.
WHO: dict[str, str] = {
    "signout": "observer",
    "own_erase": "former",
    "approval_decision": "secretariat 2",
    "following": "observer",
    "draft_assignment": "observer",
}

# The pages that a form is on, where it is not at its own address, or not on the first of them.
FROM: dict[str, list[str]] = {
    "approval_decision": ["/en/approvals/1/decision?act=approve"],
    "invitation": ["/en/invitation"],
    "documents": ["/en/new-document"],
    "open_consultation": ["/en/documents/young/consultations"],
    "take_out": ["/en/documents/mistake/take-out"],
    "draft_agreed": [f"{POLICY}/draft/paragraphs/2"],
    "draft_assignment": [f"{POLICY}/draft/assignments"],
    "draft_note_state": [f"{POLICY}/draft/notes"],
    "draft_restore": [f"{POLICY}/draft/paragraphs/2/restore?revision=1"],
    "publish": ["/en/documents/young/draft/publish"],
    "round_times": [f"{ROUND}/times"],
    "respond": [f"{ROUND}/respond"],
    "respond_comment": [f"{ROUND}/respond/comment?pid=2"],
    "respond_about": [f"{ROUND}/respond/about-you"],
    "respond_send": [f"{ROUND}/respond/send"],
    "placements": [f"{POLICY}/versions/2/placements?comment=2"],
    "process": ["/en/documents/commented/process"],
    "process_step": [f"{ADOPTED}/process/step?stage=revision"],
    "process_override": [f"{POLICY}/process/override?stage=revision"],
    "record_act": [f"{ADOPTED}/acts"],
    "acts_list_new": [f"{ADOPTED}/acts/lists"],
    "entry_rule_new": [f"{ADOPTED}/entry-into-force/rule"],
    "approval_withdrawal": ["/en/approvals/1"],
    "signout": ["/en/about"],
    "comment": [f"{POLICY}/comments/2"],
    "account_language": ["/en/account"],
    "following_link": ["/en/following", "/en/follow"],
}

FIRST_DAY = {"from_on-day": "1", "from_on-month": "4", "from_on-year": "2027"}

VALUES: dict[str, Values] = {
    "draft_assignments": {"mandate": "5"},
    "documents": {"slug": "another", "title": "Another policy"},
    "document_names": {"title-sr-Cyrl": "Политика кластера"},
    "version_summary": {"summary-en": "It says in short who does what."},
    "draft_paragraph": {"markdown": "Each participant names two contact points."},
    "respond_comment": {"body": "A second comment.", "language": "en"},
    "respond_about": {"kind": "person", "name": "A Name", "language": "en"},
    "comment": {"answer": "not accepted", "reason": "It is said in another place."},
    "begun_act_signatories": {"signatory-1-powers": "practice"},
    # Files that are sent now are looked at before they are recorded: they have tests of their own.
    "begun_act_files": {f"paper-{number}-file": ("", b"") for number in (1, 2, 3)},
    "acts_list_new": {"file": ("list.csv", b"participant,act,date\nMK,endorsement,2018\n")},
    "entry_rule_new": {
        "counts": ["ratification"],
        "level": "reported",
        "needs": "3",
        "n": "30",
        "delay": "days",
    },
    "organisation": {"name": "Another name"},
    "round_times": {"kind": "extended", "closes-day": "30"},
    "draft_move": {"after": "4"},
    "draft_split": {"markdown": "One part.\n\nAnother part."},
    "participant_rename": {"name-en": "Republic of Serbia"},
    "participant_succeed": {"code": "X-NEW", "name-en": "New country", **FIRST_DAY},
    "new_participant": {"code": "EU", **FIRST_DAY},
    "invite": {"role": "observer", "organisation": "6"},
    "ask_erasure": {"document": "policy", "comment": "1"},
}

# Links in mail that lead to a form.
LINKS = {"invitation": ("/en/invitation", "invitation")}

BUTTONS: dict[str, str] = {"respond_comment": "Save in my response"}

# Routes whose form comes about in a browser alone, by a link in mail, or elsewhere: they have tests of
# their own.
WITHOUT_FORM: set[str] = {
    "second_factor_passkey",
    "signin_passkey",
    "signin_code",
    "signin_arrived",
    "signin_example",
    "identity_new",
    "draft_sheet_text",
    "draft_sheet_here",
    "draft_sheet_take",
}

# Forms that are refused here as they should be: what they ask for is not to be had in this world.
REFUSED: set[str] = {"second_factor", "second_factor_recovery", "passkey_new", "app_new"}
