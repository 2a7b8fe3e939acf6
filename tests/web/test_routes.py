"""Every address has a declared permission, and every address that anyone may read can be read."""

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Mount, Route

from sbcp.language.locales import LOCALES
from sbcp.permissions import RULES
from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from sbcp.web.error_pages import answer_page
from tests.support import factories
from tests.support.pages import Client

# Redirects to a page, hands out files, tells the operator's watch: nothing to permit.
WITHOUT_PERMISSION = {"root", "static", "healthz", "readyz"}

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


def pages(method: str) -> list[PageRoute]:
    return [route for route in routes() if isinstance(route, PageRoute) and route.actions.get(method)]


def permission(route: PageRoute, method: str) -> str:
    action = route.actions[method]
    assert action is not None
    return action[0]


def public(route: PageRoute, method: str) -> bool:
    """Whether anyone may; a member's own account is for whoever is signed in."""
    asked = permission(route, method)
    return not RULES[asked].roles and asked != "account:own"


def parameters(route: Route) -> set[str]:
    return set(PARAMETER.findall(route.path))


def name_of(route: Route | Mount) -> str:
    return route.name


@pytest.mark.parametrize("route", routes(), ids=name_of)
def test_S14_every_route_declares_a_permission_that_the_table_knows(route: Route | Mount) -> None:
    if route.name in WITHOUT_PERMISSION:
        return
    assert isinstance(route, PageRoute), "made by page(), which checks the permission"
    declared = [action[0] for action in route.actions.values() if action]
    assert declared
    assert set(declared) <= set(RULES)
    assert route.methods == {method for method, action in route.actions.items() if action}


# What may be recorded depends on the kind and the country that a form names: routes ask for «adoption:enter».
ASKED_BY_A_VIEW = {
    "adoption:confirm",
    "adoption:record",
    "adoption:withdraw",
    "adoption:record_for",
    "adoption:withdraw_for",
}


def test_S14_no_rule_is_without_a_route() -> None:
    declared = {permission(route, method) for method in ("GET", "POST") for route in pages(method)}
    assert declared | ASKED_BY_A_VIEW == set(RULES)
    assert not declared & ASKED_BY_A_VIEW


def test_names_and_addresses_are_used_once() -> None:
    names = [route.name for route in routes()]
    addresses = [route.path for route in routes()]
    assert len(set(names)) == len(names)
    assert len(set(addresses)) == len(addresses)


def test_every_page_for_people_begins_with_a_language() -> None:
    # The last is where an OpenID provider sends people back to; it leads on to a page at once.
    programs = ("/api/v1/", "/feeds/", "/oidc/")
    assert [
        route.path
        for route in pages("GET") + pages("POST")
        if not route.path.startswith(("/{locale}/", *programs))
    ] == []


def test_S06_what_changes_something_is_never_merely_read() -> None:
    assert [route.path for route in pages("POST") if permission(route, "POST").endswith(":read")] == []


PLAIN = [route for route in pages("GET") if parameters(route) <= {"locale"} and public(route, "GET")]


@pytest.mark.parametrize("locale", [locale.code for locale in LOCALES])
def test_every_public_address_answers_on_an_empty_instance(client: Client, locale: str) -> None:
    for route in PLAIN:
        path = route.path.replace("{locale}", locale)
        if path.startswith(f"/{locale}/"):
            client.get(path)
        else:
            assert client.http.get(path).status_code == 200, path
        head = client.http.head(path)
        assert (head.status_code, head.content) == (200, b""), path


@pytest.fixture
def world(client: Client) -> dict[str, str]:
    """An instance with a document in two versions and a round on the second; a value for each parameter."""
    with client.saved() as db:
        secretariat = factories.make_mandate(db)
        for position, code in enumerate(("AL", "RS"), start=1):
            factories.make_participant(db, code, position=position)
        document = factories.make_document(db, versions=2, slug="policy", by=secretariat)
        version = document.versions[1]
        consultation = factories.make_consultation(db, version, by=secretariat)
        return {
            "locale": "en",
            "slug": document.slug,
            "n": "2",
            "a": "1",
            "b": "2",
            "pid": str(version.paragraphs[1].pid),
            "consultation": str(consultation.id),
            "country": "RS",
            "other": "AL",
            "seq": "1",
        }


def address(route: Route, values: dict[str, str]) -> str:
    return PARAMETER.sub(lambda found: values[found[1]], route.path)


def reachable(method: str, values: dict[str, str]) -> Iterator[tuple[PageRoute, str]]:
    """The pages whose parameters have a value, with their addresses."""
    for route in pages(method):
        if parameters(route) <= set(values):
            yield route, address(route, values)


def test_every_public_page_can_be_read_by_anyone(client: Client, world: dict[str, str]) -> None:
    read = 0
    for route, path in reachable("GET", world):
        if not public(route, "GET"):
            continue
        read += 1
        if path.startswith("/en/"):
            client.get(path)
        else:
            assert client.http.get(path).status_code == 200, path
    assert read > 15


def test_S14_a_page_for_members_asks_a_stranger_to_sign_in(client: Client, world: dict[str, str]) -> None:
    for route, path in reachable("GET", world):
        if public(route, "GET"):
            continue
        if route.terms.answer_error is answer_page:
            client.get(path, status=401)
        else:  # what a script asks for is told so in words of its own
            assert client.http.get(path).status_code == 401, path


def test_S14_an_act_of_a_member_is_refused_to_a_stranger(client: Client, world: dict[str, str]) -> None:
    for route, path in reachable("POST", world):
        if not public(route, "POST"):
            client.post(path, status=401)


def test_S14_an_observer_reads_the_draft_and_changes_nothing(client: Client, world: dict[str, str]) -> None:
    with client.saved() as db:
        observer = factories.make_mandate(db, "observer")
    client.sign_in(observer.person)
    for method in ("GET", "POST"):
        for route, path in reachable(method, world):
            rule = RULES[permission(route, method)]
            if rule.roles and "observer" not in rule.roles:
                assert client.http.request(method, path).status_code == 403, f"{method} {path}"


@pytest.mark.parametrize("path", ["/fr/", "/fr/documents/policy", "/EN/about", "/nowhere", "/en/nowhere"])
def test_an_unknown_address_is_a_page_that_says_so(client: Client, path: str) -> None:
    assert client.get(path, status=404).heading == "Page not found"


def test_S15_a_thing_that_does_not_exist_is_not_found(client: Client, world: dict[str, str]) -> None:
    missing = {**world, "slug": "other", "n": "9", "a": "8", "b": "9", "pid": "999"}
    missing |= {"consultation": "999", "country": "XX", "seq": "9999"}
    for route, path in reachable("GET", missing):
        if public(route, "GET") and parameters(route) - {"locale"}:
            assert client.http.get(path).status_code == 404, path


def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_does(client: Client) -> None:
    response = client.http.delete("/en/about")
    assert response.status_code == 405
    assert set(response.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("sr", "/sr-Cyrl/"),
        ("sr-Latn, en;q=0.5", "/sr-Latn/"),
        ("hr-HR,en;q=0.3", "/sr-Latn/"),
        ("fr, en;q=0.2", "/en/"),
        ("", "/en/"),
        ("*;;q=x", "/en/"),
    ],
)
def test_the_first_address_leads_to_the_readers_language(client: Client, asked: str, expected: str) -> None:
    response = client.http.get("/", headers={"accept-language": asked})
    assert (response.status_code, response.headers["location"]) == (302, expected)
    assert "Accept-Language" in response.headers["vary"]
