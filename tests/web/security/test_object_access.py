"""S15: the thing of another document, round or person is not there, and nothing is told of it."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import time_machine

from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support.factories import NOW
from tests.support.pages import serve
from tests.support.servers import databases
from tests.support.world import Asked, World, make_world

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
MISSING = "999999"
HERE, THERE = "consultation", "revision"  # two documents, each with things of its own

# Things that belong to the document of the address: their ids come from the other one.
OF_THE_DOCUMENT = ("act", "file", "list", "pending", "set", "job", "stance", "note", "assignment")
# Things that belong to somebody else than whoever asks; what they may see of others is theirs.
OF_A_PERSON = ("passkey", "identity", "interest")
# Things that stand by themselves.
BY_THEMSELVES = ("consultation", "approval", "mandate", "organisation", "person", "invitation", "message")

# Who may look at them, if not the secretariat.
LOOKING = dict.fromkeys(("person", "invitation", "mandate", "organisation"), "admin") | {
    "stance": "government"
}

# Words that must not be told: of a person, a mailbox, a request, a key.
CANARIES = ("canary", "Canary", "It is ready.", "I advise a cluster.")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("objects")
    with (
        databases.opened("sqlite", folder) as store,
        time_machine.travel(NOW, tick=False),
        serve(store.fresh(), folder) as client,
    ):
        yield make_world(client, (HERE, THERE))


def named(name: str) -> list[tuple[str, str]]:
    """The addresses with a parameter, each with a method that it takes."""
    return [
        (method, route.path)
        for route in routes()
        if isinstance(route, PageRoute) and name in PARAMETER.findall(route.path)
        for method in ("GET", "POST")
        if route.actions.get(method)
    ]


def filled(path: str, values: dict[str, str]) -> str:
    query = "?act=refuse" if path.endswith("/decision") else ""
    return PARAMETER.sub(lambda found: values[found[1]], path) + query


def test_every_parameter_that_is_an_id_is_in_one_of_the_lists() -> None:
    ids = {
        name
        for route in routes()
        if isinstance(route, PageRoute)
        for name, kind in re.findall(r"\{(\w+):(\w+)\}", route.path)
        if kind == "int"
    }
    in_a_document = {
        "n",
        "a",
        "b",
        "pid",
        "number",
        "base",
        "change",
        "seq",
    }  # numbers within a document or the record
    assert ids == {*OF_THE_DOCUMENT, *OF_A_PERSON, *BY_THEMSELVES} | in_a_document


def without(text: str, path: str) -> str:
    """A page without its own address, in whichever language and writing."""
    bare = path.removeprefix("/en")
    return text.replace(bare, "").replace(quote(bare, safe=""), "")


def told(world: World, asked: list[Asked]) -> list[str]:
    """The requests that are not answered with «not found», or that tell something."""
    found = []
    for method, path, role in asked:
        answer = world.ask(method, path, role)
        if answer.status_code != 404 or any(canary in answer.text for canary in CANARIES):
            found.append(f"{method} {path} as {role}: {answer.status_code}")
    return found


@pytest.mark.parametrize("name", OF_THE_DOCUMENT)
def test_S15_the_thing_of_another_document_is_not_found(world: World, name: str) -> None:
    swapped = world.places[HERE] | {name: world.places[THERE][name]}
    role = LOOKING.get(name, "secretariat")
    asked = [(method, filled(path, swapped), role) for method, path in named(name)]
    # Verifying is not done at this stage at all: the page itself is what can be asked for.
    asked = [each for each in asked if (each[0], name) != ("POST", "act")]
    assert asked
    assert told(world, asked) == []


@pytest.mark.parametrize("name", OF_A_PERSON)
@pytest.mark.parametrize("role", ["secretariat", "admin", "observer"])
def test_S15_the_thing_of_another_person_is_not_found(world: World, name: str, role: str) -> None:
    asked = [(method, filled(path, world.places[HERE]), role) for method, path in named(name)]
    assert asked
    assert told(world, asked) == []


@pytest.mark.parametrize("name", [*OF_THE_DOCUMENT, *OF_A_PERSON, *BY_THEMSELVES])
def test_S15_what_does_not_exist_is_not_found_by_those_who_may_look(world: World, name: str) -> None:
    nothing = world.places[HERE] | {name: MISSING}
    role = LOOKING.get(name, "secretariat")
    asked = [(method, filled(path, nothing), role) for method, path in named(name)]
    asked = [each for each in asked if (each[0], name) != ("POST", "act")]
    assert told(world, asked) == []


def test_S15_a_stranger_is_not_told_whether_a_thing_for_members_exists(world: World) -> None:
    """The answer to an id that exists and to one that does not is the same, byte for byte."""
    for_members = ("pending", "job", "note", "assignment", "approval", "person", "invitation", "message")
    for name in (*for_members, *OF_A_PERSON):
        for method, path in named(name):
            answers = []
            for values in (world.places[HERE], world.places[HERE] | {name: MISSING}):
                own = filled(path, values)
                answer = world.ask(method, own)
                answers.append((answer.status_code, without(answer.text, own.partition("?")[0])))
            assert answers[0] == answers[1], f"{method} {path}"
            assert answers[0][0] == 401, f"{method} {path}"


def test_S15_a_request_that_one_may_not_decide_is_not_found(world: World) -> None:
    asked = [(method, filled(path, world.places[HERE]), "admin") for method, path in named("approval")]
    assert told(world, asked) == []


def test_S15_a_comment_is_found_in_its_own_document_alone(world: World) -> None:
    assert world.places[HERE]["number"] == "1", "each document numbers its own"
    for role in ("nobody", "secretariat"):
        path = filled("/en/documents/{slug}/comments/{number}", world.places[HERE] | {"number": "2"})
        assert told(world, [("GET", path, role)]) == []


def test_S15_a_receipt_is_found_by_its_whole_token_alone(world: World) -> None:
    token = world.places[HERE]["token"]
    for wrong in (token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase(), "x"):
        for method, path in named("token"):
            if "receipts" in path:
                values = world.places[HERE] | {"token": wrong}
                assert told(world, [(method, filled(path, values), "nobody")]) == []


def test_S15_an_act_is_recorded_for_ones_own_country_alone(world: World) -> None:
    """Another country is not among those that the form offers; one that has done nothing has nothing to take
    back, and at this stage that is all that could be recorded."""
    for country in ("GR", "RS"):
        answer = world.ask(
            "POST",
            filled("/en/documents/{slug}/acts", world.places[HERE]),
            "government",
            {"participant": country, "country": country, "kind": "signed", "version": "1"},
        )
        assert answer.status_code == 422
