"""S14: every address × role × stage, over the whole application, as two tables written by hand.

Nothing here is read from the table of permissions: if that and these differ, one of them is wrong. An
address that is in neither table fails.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine

from process.lifecycle import FIRST_STAGE, Stage
from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support.factories import NOW
from tests.support.pages import Client, serve
from tests.support.servers import databases
from tests.support.servers.databases import Store
from tests.support.world import ROLES, Asked, World, make_world

# Stages: d drafting, c consultation, r revision, a adoption, f in force, s superseded, w withdrawn.
# «-» is refused: 401 to nobody, 403 to a member. 404: it is not there for them.
LETTERS = dict(zip(Stage, "dcrafsw", strict=True))
WHO = """
             nobody   secretariat working_group government contact_point observer admin
anyone       dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
nobody-here  404      404         404           404        404           404      404
signed-in    -        dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
its-owner    -        404         404           404        404           404      404
readers      -        dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  -
drafters     -        dcr         dcr           -          -             -        -
its-worker   -        -           dcrafsw       -          -             -        -
secretariat  -        dcrafsw     -             -          -             -        -
before-end   -        dcr         -             -          -             -        -
removers     -        dw          -             -          -             -        -
publishers   -        dr          -             -          -             -        -
answerers    -        cr          cr            -          -             -        -
staters      -        -           -             raf        -             -        -
own-country  -        -           -             dcrafsw    -             -        -
verifiers    -        dcrafsw     -             -          -             -        -
enterers     -        dcrafsw     -             dcrafsw    -             -        -
its-enterer  -        404         -             404        -             -        -
deciders     -        dcrafsw     -             404        -             -        404
request-see  -        dcrafsw     -             dcrafsw    -             -        dcrafsw
requesters   -        dcrafsw     -             -          -             -        dcrafsw
its-asker    -        -           -             404        -             -        404
members      -        dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
its-member   -        404         404           404        404           404      404
its-absent   -        -           -             404        -             -        404
admins       -        -           -             -          -             -        dcrafsw
no-session   -        -           -             -          -             -        404
"""

# By name: who may read it, and who may send its form.
ROUTES = """
feed                    anyone       .
document_feed           anyone       .
paragraph_feed          anyone       .
adoption_feed           anyone       .
country_feed            anyone       .
calendar                anyone       .
document_calendar       anyone       .
home                    anyone       .
about                   anyone       .
accessibility           anyone       .
document                anyone       .
version                 anyone       .
version_summary         secretariat  secretariat
as_it_binds             anyone       .
paragraph               anyone       .
compare                 anyone       .
compare_draft           readers      .
compare_chosen          anyone       .
paragraph_words         anyone       .
paragraph_history       anyone       .
documents               anyone       secretariat
new_document            secretariat  .
draft                   readers      .
draft_sheet             drafters     .
draft_sheet_text        drafters     drafters
draft_sheet_news        drafters     .
draft_sheet_since       drafters     .
draft_sheet_events      drafters     .
draft_sheet_here        .            drafters
draft_sheet_margin      drafters     .
draft_sheet_take        .            drafters
draft_close             publishers   publishers
draft_paragraph         readers      drafters
draft_agreed            .            drafters
draft_notes             readers      .
draft_note              readers      readers
draft_note_state        .            readers
draft_assignments       readers      drafters
draft_assignment        .            its-worker
paragraph_notes         readers      readers
draft_insert            drafters     drafters
draft_delete            drafters     drafters
draft_move              drafters     drafters
draft_split             drafters     drafters
draft_merge             drafters     drafters
draft_words             readers      .
draft_restore           drafters     drafters
draft_deleted           readers      .
draft_take_back         drafters     drafters
draft_revisions         readers      .
draft_import            before-end   before-end
pending_import          before-end   before-end
pending_import_base     before-end   before-end
import_clash            before-end   before-end
publish                 publishers   publishers
publication             readers      .
open_consultation       before-end   before-end
consultation            anyone       .
round_times             before-end   before-end
comments                anyone       .
report                  anyone       .
respond                 anyone       anyone
respond_comment         anyone       anyone
respond_about           anyone       anyone
respond_send            anyone       anyone
receipt                 anyone       .
receipt_file            anyone       .
receipt_data            anyone       .
receipt_copy            anyone       .
receipt_erase           anyone       anyone
triage                  readers      .
document_triage         readers      .
comment                 anyone       answerers
placements              anyone       answerers
approvals               request-see  .
approval                deciders     .
approval_decision       deciders     deciders
approval_withdrawal     .            its-asker
permissions             anyone       .
process                 anyone       secretariat
process_step            secretariat  secretariat
document_names          secretariat  secretariat
take_out                removers     removers
process_override        secretariat  secretariat
state_stance            staters      staters
withdraw_stance         own-country  own-country
adoption                anyone       .
countries_chosen        anyone       .
countries_compared      anyone       .
country                 anyone       .
record_act              enterers     enterers
begun_acts              enterers     .
acts_to_verify          verifiers    .
begun_act               its-enterer  its-enterer
begun_act_delete        its-enterer  its-enterer
begun_act_kind          its-enterer  its-enterer
begun_act_about         its-enterer  its-enterer
begun_act_dates         its-enterer  its-enterer
begun_act_instrument    its-enterer  its-enterer
begun_act_signatories   its-enterer  its-enterer
begun_act_files         its-enterer  its-enterer
begun_act_words         its-enterer  its-enterer
act                     anyone       verifiers
act_certificate         anyone       .
act_file                anyone       .
acts_list_new           secretariat  secretariat
acts_list_asked         secretariat  .
acts_list               anyone       .
acts_columns            anyone       .
dictionary              anyone       .
acts_template           anyone       .
entry_rule              anyone       .
entry_rule_new          secretariat  secretariat
record                  anyone       .
record_heads            anyone       .
record_head             anyone       .
record_entry            anyone       .
receipt_check           anyone       .
signin                  anyone       anyone
signin_example          .            anyone
signin_code             anyone       anyone
signin_arrived          anyone       anyone
signin_passkey          .            anyone
signin_link             anyone       .
second_factor           signed-in    signed-in
second_factor_passkey   .            signed-in
second_factor_recovery  signed-in    signed-in
account                 signed-in    .
account_language        .            signed-in
sessions                signed-in    its-owner
factors                 signed-in    .
factor_new              signed-in    .
passkey_new             signed-in    signed-in
passkey_remove          its-owner    its-owner
app_new                 signed-in    signed-in
app_remove              its-owner    its-owner
recovery_new            signed-in    signed-in
person_signin           admins       no-session
person_reset            admins       admins
oidc_start              nobody-here  .
oidc_problem            nobody-here  .
oidc_back               nobody-here  .
identities              signed-in    .
identity_new            signed-in    signed-in
identity                its-owner    its-owner
mandates                anyone       .
mandate                 anyone       .
mandate_absence         its-absent   its-absent
mandate_end             admins       admins
mandate_handover        admins       admins
my_mandates             signed-in    .
my_rights               signed-in    .
organisations           anyone       .
organisation            anyone       admins
new_organisation        admins       admins
participants            anyone       .
participant             anyone       .
participant_rename      admins       admins
participant_succeed     admins       admins
new_participant         admins       admins
interests               anyone       .
interest_new            members      members
interest_end            its-member   its-member
people                  admins       .
person                  admins       .
person_rights           admins       .
person_disable          admins       admins
person_enable           admins       admins
invite                  admins       admins
invited                 admins       admins
invitation              anyone       nobody-here
invitation_link         anyone       .
personal_data           anyone       .
own_data                signed-in    .
own_copy                signed-in    .
own_erase               signed-in    signed-in
ask_erasure             requesters   requesters
unsent_forms            signed-in    its-owner
follow                  anyone       anyone
follow_sent             anyone       .
follow_confirm          anyone       anyone
following               anyone       anyone
following_link          .            anyone
following_open          anyone       .
unsubscribe             nobody-here  nobody-here
mail                    requesters   .
mail_message            requesters   requesters
example_mail            anyone       .
openapi                 anyone       .
api_documents           anyone       .
api_document            anyone       .
api_version             anyone       .
api_as_it_binds         anyone       .
api_compare             anyone       .
api_stances             anyone       .
api_comments            anyone       .
api_adoption            anyone       .
adoption_status_csv     anyone       .
adoption_status_metadata anyone       .
adoption_status_xlsx    anyone       .
adoption_status_json    anyone       .
adoption_acts_csv       anyone       .
adoption_acts_metadata  anyone       .
adoption_acts_xlsx      anyone       .
adoption_acts_json      anyone       .
api_record              anyone       .
record_download         anyone       .
api_heads               anyone       .
api_public              anyone       .
public_rows             anyone       .
verifier                anyone       .
signout                 .            anyone
"""

HEADS, *WHO_ROWS = [line.split() for line in WHO.strip().splitlines()]
CELLS = {who: dict(zip(HEADS, cells, strict=True)) for who, *cells in WHO_ROWS}
TABLE = {name: (get, post) for name, get, post in (line.split() for line in ROUTES.strip().splitlines())}

# Redirects to a page, hands out files, tells the operator's watch: nothing to permit.
WITHOUT_PERMISSION = {"root", "static", "healthz", "readyz"}
FOR_SCRIPTS = {
    f"draft_sheet_{name}" for name in ("text", "news", "since", "events", "here", "margin", "take")
}  # 401 in place of a way on
ABOUT_NOTHING = {"placements"}  # an empty form names no comment: what it is about is not found
ASKING_WITH = {"approval_decision": "?act=refuse"}
OF_A_DOCUMENT = {"slug", "consultation", "approval"}  # names in an address that stand at a stage
ROLES_WITHOUT_MANDATE = ("weak", "member of nothing")
DONE = {200, 303, 409, 422}  # allowed, and perhaps told what is missing in an empty form
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass(frozen=True)
class Case:
    """One request and what may be answered."""

    route: str
    method: str
    role: str
    stage: str
    expected: frozenset[int]


def allowed(cell: str, role: str, stage: str | None) -> frozenset[int]:
    """The statuses that a cell of WHO calls for; ``stage`` None where no document is concerned."""
    if cell == "404":
        return frozenset({404})
    if cell != "-" and (stage is None or LETTERS[stage] in cell):
        return frozenset(DONE)
    return frozenset({401 if role == "nobody" else 403})


def without_mandate(who: str, role: str, stage: str | None) -> frozenset[int]:
    """Of somebody of the secretariat who has not shown the second factor, whom a page that the
    secretariat may use asks for it; and of somebody without a mandate."""
    if who in ("anyone", "nobody-here"):
        return allowed(CELLS[who]["nobody"], role, stage)
    if who in ("signed-in", "its-owner"):
        return frozenset({404, 303} if who == "its-owner" else DONE)
    own = who in ("its-asker", "its-worker")
    if role == "weak" and (own or allowed(CELLS[who]["secretariat"], role, stage) != {403}):
        return frozenset({303})
    return frozenset({403})


def whole() -> bool:
    """Whether to ask for every combination, which takes minutes: SBCP_WHOLE_MATRIX=1."""
    return bool(os.environ.get("SBCP_WHOLE_MATRIX"))


def roles_for(who: str) -> tuple[str, ...]:
    """Every role, where it makes a difference."""
    everybody = ("nobody", *ROLES, *ROLES_WITHOUT_MANDATE)
    few: dict[str, tuple[str, ...]] = {"anyone": ("nobody", "observer"), "nobody-here": ("nobody", "admin")}
    few["signed-in"] = few["its-owner"] = ("nobody", "observer", *ROLES_WITHOUT_MANDATE)
    return everybody if whole() else few.get(who, everybody)


def stages_for(route: PageRoute, method: str, who: str, role: str) -> list[str | None]:
    """Every stage for those who may at some and not at others. For those whom the stage does not
    concern one that depends on the address, so that together the addresses see every stage."""
    if not OF_A_DOCUMENT & set(PARAMETER.findall(route.path)):
        return [None]
    if whole() or (role in ROLES and CELLS[who][role] not in ("-", "404", "dcrafsw")):
        return list(Stage)
    return [list(Stage)[sum(map(ord, route.name + method + role)) % len(Stage)]]


def cases() -> Iterator[Case]:
    for route in routes():
        if not isinstance(route, PageRoute):
            continue
        for method, who in zip(("GET", "POST"), TABLE[route.name], strict=True):
            if who == ".":
                continue
            for role in roles_for(who):
                for stage in stages_for(route, method, who, role):
                    expected = (
                        without_mandate(who, role, stage)
                        if role in ROLES_WITHOUT_MANDATE
                        else allowed(CELLS[who][role], role, stage)
                    )
                    if route.name in FOR_SCRIPTS and expected == {303}:
                        expected = frozenset({401})
                    if method == "POST" and route.name in ABOUT_NOTHING and expected == DONE:
                        expected = frozenset({404})
                    yield Case(route.name, method, role, stage or FIRST_STAGE, expected)


def address(world: World, case: Case) -> str:
    [path] = [route.path for route in routes() if isinstance(route, PageRoute) and route.name == case.route]
    values = world.places[case.stage]
    return PARAMETER.sub(lambda found: values[found[1]], path) + ASKING_WITH.get(case.route, "")


def wrong(world: World, asked: list[Case]) -> list[str]:
    """The cases whose answer is another one than expected. What ends sessions comes last."""
    ends = ("own_erase", "signout")
    asked = sorted(
        (case for case in asked if (case.route, case.role) != ("own_erase", "member of nothing")),
        key=lambda case: (case.route in ends, case.route == "signout", case.method == "POST"),
    )
    requests: list[Asked] = [(case.method, address(world, case), case.role) for case in asked]
    return [
        f"{case.method} {case.route} ({case.stage}) as {case.role}: {status} {location}"
        for case, (status, location) in zip(asked, world.statuses(requests), strict=True)
        if status not in case.expected
    ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One instance for all, on SQLite: each document stays at its stage, for no form is complete."""
    folder = tmp_path_factory.mktemp("matrix")
    with (
        databases.opened("sqlite", folder) as store,
        time_machine.travel(NOW, tick=False),
        serve(store.fresh(), folder) as client,
    ):
        yield make_world(client)


def test_S14_the_tables_know_every_address_and_each_of_its_methods() -> None:
    declared = {
        route.name: tuple(bool(route.actions.get(method)) for method in ("GET", "POST"))
        for route in routes()
        if isinstance(route, PageRoute)
    }
    written = {name: tuple(who != "." for who in pair) for name, pair in TABLE.items()}
    assert written == declared
    others = [route for route in routes() if not isinstance(route, PageRoute)]
    assert {getattr(route, "name", "") for route in others} == WITHOUT_PERMISSION


@pytest.mark.parametrize("part", range(4))
def test_S14_every_address_answers_each_role_at_each_stage_as_the_tables_say(world: World, part: int) -> None:
    names = sorted(name for name in TABLE if name != "signout")
    mine = {*names[part::4], *(["signout"] if part == 3 else [])}
    assert wrong(world, [case for case in cases() if case.route in mine]) == []


# On PostgreSQL a smaller sample: what is decided does not depend on the database.
@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_S14_so_it_is_on_postgresql(store: Store, client: Client) -> None:
    small = make_world(client, ("adoption",))
    sample = [
        case
        for case in cases()
        if case.stage == "adoption" and case.role in ("nobody", "secretariat", "admin")
    ]
    assert len(sample) > 40
    assert wrong(small, sample) == []
