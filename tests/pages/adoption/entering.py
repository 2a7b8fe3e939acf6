"""Entering an act on its pages, as a person does who goes on from one to the next."""

from tests.support.filling import Values, find_form
from tests.support.markup import FIELDS, Page
from tests.support.pages import Client

CONTINUE = "Continue"


def go_on(client: Client, page: Page, values: Values, *, status: int = 200) -> Page:
    """Fill in those of the values that the page has fields for, and continue."""
    return client.submit(page, fitting(page, values), button=CONTINUE, status=status)


def enter(client: Client, page: Page, values: Values) -> Page:
    """From one page of an act through all that follow to the page to check."""
    while CONTINUE in page.text:
        page = go_on(client, page, values)
    return page


def fitting(page: Page, values: Values) -> Values:
    """Those of the values that a page has fields for."""
    form = find_form(page, "", {}, CONTINUE)
    fields = [field for field in form.iter() if field.tag in FIELDS and field.get("type") != "hidden"]
    names = {field.get("name", "") for field in fields}
    return {name: value for name, value in values.items() if name in names}
