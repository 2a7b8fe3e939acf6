"""A part of a page for htmx: one block alone, never mistaken for the page, and errors that fit into it."""

from collections.abc import Iterator

import pytest
from starlette.responses import Response

from core.errors import N_, Conflict, Forbidden, NotFound, TooMany
from sbcp.web.endpoint import page
from sbcp.web.forms import Form, Hidden, Words
from sbcp.web.kept.pages import Keep
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit
from tests.support.pages import PARTIAL, Client

HOME = "/en/"
WHOLE = [
    {},
    PARTIAL | {"HX-Request-Type": "full"},
    PARTIAL | {"HX-History-Restore-Request": "true"},
    {"HX-Request-Type": "partial"},
]


class Thought(Form):
    """What ``act`` is sent."""

    kind = Hidden()
    body = Words(N_("Your comment"))


def show(visit: Visit) -> Response:
    """A page of which ``main`` can be had alone."""
    status = int(visit.query.get("status", "200"))
    flash = visit.query.get("flash", "")
    told = {"heading": "Heading", "message": visit.query.get("message", "")}
    values = told | ({"flash": flash} if flash else {})
    return render(visit, "errors/error.html", block="main", status=status, **values)


def act(visit: Visit) -> Response:
    """What may go well, or wrong in every way."""
    wrong = {
        "conflict": Conflict(N_("Somebody else was quicker.")),
        "forbidden": Forbidden(N_("You may not.")),
        "none": NotFound(N_("There is no page at this address.")),
        "often": TooMany(N_("Too many tries."), retry_after=30),
    }
    kind = str(visit.form.get("kind"))
    if kind in wrong:
        raise wrong[kind]
    if kind == "fault":
        raise RuntimeError("unforeseen")
    return redirect(visit, kind, flash="Done.", anchor="#there")


@pytest.fixture
def parted(client: Client) -> Iterator[Client]:
    """An instance whose first page is ``show``, and kept, as public pages are."""
    route = page(
        "home",
        get=("public:read", show),
        post=("public:read", act),
        keep=Keep.EVERYTHING,
        query=("message", "flash", "x"),
        form=Thought,
    )
    client.app.router.routes.insert(0, route)
    client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    yield client
    client.app.router.routes.remove(route)


def test_a_part_is_one_block_with_what_its_template_imports(parted: Client) -> None:
    part = parted.part(HOME + "?message=Words")
    assert part.html.strip().startswith('<header class="head">')
    assert "Words" in part.text
    assert "Go to the home page" in part.text
    assert "Skip to main content" not in part.text


@pytest.mark.parametrize("headers", WHOLE)
def test_whoever_asks_for_no_part_gets_the_whole_page(parted: Client, headers: dict[str, str]) -> None:
    assert parted.get(HOME, headers=headers).heading == "Heading"


def test_a_part_and_its_page_are_kept_apart(parted: Client) -> None:
    part = parted.part(HOME)
    whole = parted.get(HOME)
    assert whole.heading == "Heading"
    assert parted.part(HOME).html == part.html != whole.html
    assert parted.get(HOME, headers=WHOLE[2]).html == whole.html
    assert part.headers["etag"] != whole.headers["etag"]
    for name in ("HX-Request", "HX-Request-Type", "HX-History-Restore-Request"):
        assert name in whole.headers["vary"].split(", ")
        assert name in part.headers["vary"].split(", ")


def test_a_message_goes_into_the_status_region_with_the_part(parted: Client) -> None:
    part = parted.part(HOME + "?flash=Saved.")
    assert part.ids["status"].get("hx-swap-oob") == "innerHTML"
    region = parted.get(HOME + "?flash=Saved.").ids["status"]
    assert (region.get("role"), region.get("aria-live")) == ("status", "polite")
    assert "status" not in parted.part(HOME).ids, "none is left as it is"


def test_a_part_leaves_the_message_that_waits_for_the_next_page(parted: Client) -> None:
    parted.post(HOME, {"kind": "home"})
    assert "Done." not in parted.part(HOME).text
    assert "Done." in parted.get(HOME).text


def send(
    client: Client, kind: str, here: str = "http://localhost/en/about?x=1"
) -> tuple[int, dict[str, str]]:
    answer = client.http.post(HOME, data={"kind": kind}, headers=PARTIAL | {"HX-Current-URL": here})
    return answer.status_code, dict(answer.headers)


def test_after_a_form_the_window_goes_on_and_nothing_is_put_where_the_part_belongs(parted: Client) -> None:
    status, headers = send(parted, "record")
    assert (status, headers["hx-redirect"]) == (204, "/en/record#there")
    assert "Done." in parted.get("/en/record").text


def test_to_a_place_on_the_same_page_the_page_is_read_again(parted: Client) -> None:
    """The browser would only scroll to it."""
    status, headers = send(parted, "record", "http://localhost/en/record#elsewhere")
    assert (status, headers["hx-refresh"]) == (204, "true")
    assert "hx-redirect" not in headers


@pytest.mark.parametrize(
    ("kind", "status"), [("forbidden", 403), ("none", 404), ("conflict", 409), ("often", 429), ("fault", 500)]
)
def test_an_error_fits_into_the_part_and_gives_back_what_was_typed(
    parted: Client, kind: str, status: int
) -> None:
    part = parted.part(HOME, {"kind": kind, "body": "An hour of work"}, status=status)
    [alert] = part.all(".//*[@role='alert']")
    assert alert.get("data-focus") is not None
    assert "An hour of work" in [field.text for field in part.root.iter("textarea")]
    assert ("30 seconds" in part.text) is (status == 429)
    assert ("Reference:" in part.text) is (status == 500)


@pytest.mark.parametrize(
    ("here", "link"),
    [
        ("http://localhost/en/about?x=1", "/en/about?x=1"),
        ("http://localhost//elsewhere.example/", "/en/"),
        ("https://elsewhere.example/en/", "/en/"),
    ],
)
def test_an_error_after_a_form_leads_back_to_the_page_that_it_is_on(
    parted: Client, here: str, link: str
) -> None:
    answer = parted.http.post(HOME, data={"kind": "none"}, headers=PARTIAL | {"HX-Current-URL": here})
    assert f'<a href="{link}">Open the whole page</a>' in answer.text


def test_who_has_to_sign_in_first_is_sent_back_to_the_whole_page(parted: Client) -> None:
    part = parted.part("/en/account?x=1", status=401)
    assert part.link("Sign in") == "/en/signin?next=%2Fen%2Faccount%3Fx%3D1"
    assert part.link("Open the whole page") == "/en/account?x=1"


@pytest.mark.parametrize("path", ["/en/nowhere", "/en/documents/nowhere"])
def test_an_address_that_leads_nowhere_says_so_in_the_part(parted: Client, path: str) -> None:
    assert parted.part(path, status=404).link("Open the whole page") == path
