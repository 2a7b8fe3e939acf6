"""The description of the JSON addresses, in OpenAPI 3.1, from one typed model of the answers."""

from typing import Any, Literal

import msgspec

from core.db import MAX_ID
from sbcp import __version__
from sbcp.language import locales


class Paragraph(msgspec.Struct):
    """A paragraph of a version. ``pid`` is permanent, ``label`` is computed and may change. ``first_line`` is
    the number of its first line in this version, which stays; by what rule a text is cut into lines is in
    docs/markdown.md."""

    pid: int
    label: str
    kind: str
    level: int
    markdown: str
    html: str
    first_line: int | None


class Version(msgspec.Struct):
    """An immutable version. The digest covers document, number, label, title, language and of each
    paragraph pid, kind, level and markdown. ``summaries`` say in plain words what it is about, by language;
    they are no part of it, and the last one of a language stands."""

    document: str
    number: int
    label: str
    title: str
    language: str
    digest: str
    published_at: str
    summaries: dict[str, str]
    paragraphs: list[Paragraph]


class PublishedVersion(msgspec.Struct):
    """A version as the list of a document's versions has it."""

    number: int
    label: str
    digest: str
    published_at: str


class Document(msgspec.Struct):
    """A document by its name, from the day on which it was begun: until its first version ``versions`` is
    empty, and nothing of its text is public. ``titles`` and ``summaries``: in other languages than its own.
    ``reason`` is that of the step into its stage, if any; one that was begun by mistake and is out of the
    lists is not ``listed``, and is answered for at its address alone; ``in_force`` the number of the version
    in force, whatever the stage of the next edition, null for none."""

    slug: str
    title: str
    summary: str
    titles: dict[str, str]
    summaries: dict[str, str]
    language: str
    begun_at: str
    stage: str
    reason: str
    listed: bool
    in_force: int | None
    versions: list[PublishedVersion]


class Documents(msgspec.Struct):
    documents: list[Document]


class Link(msgspec.Struct):
    """What became what: pids of the old version, pids of the new one. ``number`` is that of the change on
    the comparison page, 0 where nobody changed anything; not ``certain`` is what an import guessed."""

    number: int
    kind: str
    old: list[int]
    new: list[int]
    certain: bool


class Comparison(msgspec.Struct):
    """Two versions, the older one first, with every paragraph of both in the order of the newer."""

    document: str
    old: int
    new: int
    links: list[Link]


class Placement(msgspec.Struct):
    """Where a comment stands in a later version; ``pid`` is null where its text is gone or its place is not
    certain. ``quote_kind`` says what became of the quoted sentences, in the same words, and is empty without
    a quote; ``reason`` is that of the person who settled the place, if one did."""

    version: int
    pid: int | None
    kind: str
    quote_kind: str
    reason: str


class CarriedOut(msgspec.Struct):
    """A saved change of the draft that was made for a comment. ``kept``: whether its words stand in the draft
    now: ``whole``, in ``part`` or ``not``, then ``undone_by`` names the change after which they did not.
    ``version``: the first version that shows them, null before there is one. ``reason``: why it answers the
    comment, where it changed another paragraph than the comment's."""

    revision: str
    kept: str
    undone_by: str | None
    version: int | None
    reason: str


class Disposition(msgspec.Struct):
    """An answer. ``revisions``: the changes that carry it out and stand, whole or in part; ``changes``: all
    that were made for it, those that were undone too."""

    answer: str
    reason: str
    language: str
    given_at: str
    revisions: list[str]
    changes: list[CarriedOut]


class Comment(msgspec.Struct):
    """A comment on a paragraph of a version; ``pid`` is null when it is on the whole text. ``withheld``:
    its words were erased at the author's request and are empty here."""

    number: int
    pid: int | None
    version: int
    quote: list[str]
    kind: str
    body: str
    proposed_text: str
    justification: str
    withheld: bool
    language: str
    author: str
    received_at: str
    late: bool
    placements: list[Placement]
    disposition: Disposition | None


class StanceWithdrawal(msgspec.Struct):
    at: str
    reason: str
    language: str


class Stance(msgspec.Struct):
    """What a country, by ISO 3166-1 code, says of a document: «support», «object» or «abstain». Of those of a
    country one at most ``stands``; ``withdrawn`` is null unless it was withdrawn by that day."""

    number: int
    participant: str
    kind: str
    stands: bool
    reason: str
    language: str
    stated_at: str
    withdrawn: StanceWithdrawal | None


class Stances(msgspec.Struct):
    """The stances on a document that had been stated by the end of a day, the first first."""

    document: str
    as_of: str
    stances: list[Stance]


class ChapterStanding(msgspec.Struct):
    """A chapter, by pid, on which a participant stands otherwise than on the whole text."""

    pid: int
    status: str
    act_kind: str | None
    act: int | None


class Standing(msgspec.Struct):
    """Where a participant stands: none, signatory, consented, party or withdrawn; on which version; the act
    it is named by, with how well that is proved. in_force_from: also when still to come. statements: how
    many reservations and declarations stand."""

    status: str
    version: int | None
    act_kind: str | None
    act: int | None
    act_precision: str | None
    corrected_by: int | None
    verification: str | None
    signed: str | None
    consent: str | None
    consent_kind: str | None
    in_force_from: str | None
    withdrawn_from: str | None
    withdrawn_from_precision: str | None
    withdrawn_by: int | None
    statements: int
    reservations: list[dict[str, Any]]
    objects: bool
    chapters: list[ChapterStanding]


class Stated(msgspec.Struct):
    """Words of a country that stand, as corrected: a reservation, a declaration, or what it says «beside»
    another act. pid: null where they are on all that the act covers. objections: the acts of others."""

    kind: Literal["reservation", "declaration", "beside"]
    pid: int | None
    chapters: list[int]
    text: str
    language: str
    act: int
    corrected_by: int | None
    verification: str
    objections: list[int]


class ObjectionMade(msgspec.Struct):
    """What another country objects to: «about» is the act."""

    participant: str
    act: int
    about: int
    text: str
    language: str
    verification: str


class AsItBinds(msgspec.Struct):
    """A version as it stands for a country. uncovered: the pids of chapters that no act of it covers, where
    it has acted on some alone. What a reservation or an objection leads to is not said here."""

    document: str
    version: int
    digest: str
    participant: str
    as_of: str
    known_at: str | None
    standing: Standing
    stated: list[Stated]
    objections: list[ObjectionMade]
    uncovered: list[int]
    other_versions: list[int]


class EntryRule(msgspec.Struct):
    """A rule of entry into force: which acts count, proved how well, of how many participants, which of them
    must be among them, and when after."""

    counts: list[str]
    level: str
    needs: int
    when: str
    must: list[str]
    not_before: str | None
    open_to: list[str]
    accession_open: bool


class DocumentAdoption(msgspec.Struct):
    """Where every participant stands on a document, by code; the version that its entry into force is about;
    the codes of those that count; and the acts, each with the files that it was sent with."""

    document: str
    as_of: str
    known_at: str | None
    version: int | None
    rule: EntryRule | None
    counted: list[str]
    entry_into_force: str | None
    totals: dict[str, int]
    participants: dict[str, Standing]
    digest: str | None
    acts: list[dict[str, Any]]


class Adoption(msgspec.Struct):
    """Who stood where at the end of a day, as far as was known at the end of another (null: now)."""

    as_of: str
    known_at: str | None
    documents: list[DocumentAdoption]


class AboutTable(msgspec.Struct):
    """What a file with a table says of itself. ``document``, ``version``, ``as_of``, ``known_at``: what was
    asked for, null for all and for now. ``sha256``: of the table as CSV, at ``address``. ``record``: the last
    entry of the public record when it was made. ``dictionary``: a page that says what the columns mean."""

    table: Literal["status", "acts"]
    document: str | None
    version: int | None
    as_of: str
    known_at: str | None
    language: str
    rows: int
    sha256: str
    record: int
    made_at: str
    address: str
    dictionary: str
    publisher: str
    licence: str
    licence_address: str


class TableColumn(msgspec.Struct):
    name: str
    written: str


class DataTable(msgspec.Struct):
    """A table that is handed out as CSV and XLSX too: each row has a value for each column, null where
    nothing is known or it does not apply."""

    about: AboutTable
    columns: list[TableColumn]
    rows: list[dict[str, Any]]


class Payload(msgspec.Struct):
    salt: str
    body: dict[str, Any]


class Entry(msgspec.Struct):
    seq: int
    at: str
    actor: str
    action: str
    subject: str
    commitment: str
    previous: str
    digest: str
    payload: Payload | None


class Head(msgspec.Struct):
    seq: int
    digest: str


class Record(msgspec.Struct):
    head: Head
    entries: list[Entry]


class SignedHead(msgspec.Struct):
    """The record as it was at an instant. ``signature`` is Ed25519 with ``key`` over the canonical JSON of
    origin, seq, digest, at and key. ``cause`` is the entry that called for it, null for a daily one."""

    number: int
    origin: str
    seq: int
    digest: str
    at: str
    key: str
    signature: str
    cause: int | None


class SignedHeads(msgspec.Struct):
    heads: list[SignedHead]


class PublicKind(msgspec.Struct):
    """A sort of public row. ``rows``: «objects» are on the record each by itself, «lists» many together. Its
    rows are at ``/api/v1/public/{name}.jsonl``."""

    name: str
    rows: Literal["objects", "lists"]


class Public(msgspec.Struct):
    format: str
    kinds: list[PublicKind]
    head: Head


class Problem(msgspec.Struct):
    """Why there is no answer. ``reference`` is there for a fault of ours: tell it to the operator."""

    status: int
    title: str
    detail: str
    reference: str = ""


INT: dict[str, Any] = {"type": "integer", "minimum": 0}
ENTRY: dict[str, Any] = {**INT, "maximum": MAX_ID}
TEXT: dict[str, Any] = {"type": "string"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
TABLE: dict[str, Any] = {
    "document": TEXT,
    "version": INT,
    "as_of": DAY,
    "known_at": DAY,
    "language": {"type": "string", "enum": list(locales.BY_CODE)},
}

# path, what it gives, path parameters, query parameters, model of the answer
OPERATIONS: tuple[tuple[str, str, dict[str, Any], dict[str, Any], Any], ...] = (
    ("/api/v1/documents", "Every document, the newest first", {}, {}, Documents),
    (
        "/api/v1/documents/{slug}",
        "A document with its stage and its versions",
        {"slug": TEXT},
        {},
        Document,
    ),
    (
        "/api/v1/documents/{slug}/versions/{n}",
        "A version with its text",
        {"slug": TEXT, "n": INT},
        {},
        Version,
    ),
    (
        "/api/v1/documents/{slug}/versions/{n}/as-it-binds/{country}",
        "A version as it stands for a country",
        {"slug": TEXT, "n": INT, "country": TEXT},
        {"as_of": DAY, "known_at": DAY},
        AsItBinds,
    ),
    (
        "/api/v1/documents/{slug}/compare/{a}...{b}",
        "What became what between two versions",
        {"slug": TEXT, "a": INT, "b": INT},
        {},
        Comparison,
    ),
    (
        "/api/v1/consultations/{consultation}/comments",
        "The comments of a round",
        {"consultation": INT},
        {},
        list[Comment],
    ),
    (
        "/api/v1/documents/{slug}/stances",
        "What countries say of a document",
        {"slug": TEXT},
        {"as_of": DAY},
        Stances,
    ),
    ("/api/v1/adoption", "Who stands where on a day", {}, {"as_of": DAY, "known_at": DAY}, Adoption),
    ("/api/v1/adoption/status.json", "Where each country stands, a row a country", {}, TABLE, DataTable),
    ("/api/v1/adoption/acts.json", "All acts, a row an act", {}, TABLE, DataTable),
    ("/api/v1/record", "The public record, a thousand entries at a time", {}, {"after": ENTRY}, Record),
    (
        "/api/v1/record/heads",
        "The signed heads of the record, a thousand at a time",
        {},
        {"after": ENTRY},
        SignedHeads,
    ),
    ("/api/v1/public", "The kinds of public rows that the record covers", {}, {}, Public),
)
# path, what it gives, its media type: files with the same query parameters
FILES: tuple[tuple[str, str, str], ...] = tuple(
    (f"/api/v1/adoption/{name}.{ending}", f"{words}: {form}", media_type)
    for name, words in (("status", "Where each country stands"), ("acts", "All acts"))
    for ending, form, media_type in (
        ("csv", "CSV", "text/csv"),
        ("csv-metadata.json", "what the CSV file is (CSV on the Web)", "application/csvm+json"),
        ("xlsx", "a workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )
)


def document(base_url: str) -> dict[str, Any]:
    """The whole description, for an instance at this address."""
    schemas, components = msgspec.json.schema_components(
        [operation[4] for operation in OPERATIONS] + [Problem],
        ref_template="#/components/schemas/{name}",
    )
    problem = {"description": "Not possible", "content": _json(schemas[-1])}
    return {
        "openapi": "3.1.0",
        "info": {"title": "SBCP", "version": __version__, "description": "The public data of SBCP."},
        "servers": [{"url": base_url}],
        "paths": {
            **{
                path: _described(summary, inside, asked, _json(schema), problem)
                for (path, summary, inside, asked, _model), schema in zip(
                    OPERATIONS, schemas[:-1], strict=True
                )
            },
            **{
                path: _described(summary, {}, TABLE, {media_type: {}}, problem)
                for path, summary, media_type in FILES
            },
        },
        "components": {"schemas": components},
    }


def _described(
    summary: str,
    inside: dict[str, Any],
    asked: dict[str, Any],
    content: dict[str, Any],
    problem: dict[str, Any],
) -> dict[str, Any]:
    """What is got at an address."""
    return {
        "get": {
            "summary": summary,
            "parameters": _parameters(inside, "path") + _parameters(asked, "query"),
            "responses": {
                "200": {"description": summary, "content": content},
                "404": problem,
                "422": problem,
                "429": problem,
            },
        }
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _parameters(named: dict[str, Any], where: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": where, "required": where == "path", "schema": schema}
        for name, schema in named.items()
    ]
