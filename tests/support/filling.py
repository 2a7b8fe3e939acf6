"""Filling in a form as a browser without JavaScript does."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from tests.support.markup import Page, words

File = tuple[str, bytes]  # name and content
Values = dict[str, "str | list[str] | File | None"]


@dataclass(frozen=True)
class Sending:
    """A form as it leaves the browser."""

    method: str
    address: str
    body: bytes
    content_type: str


def find_form(page: Page, form: str, values: Values, button: str) -> Element:
    """The form with that id, or the only one in <main> that has these fields and that button."""
    if form:
        assert page.ids.get(form) is not None, f"{page.address}: no form #{form}"
        return page.ids[form]
    found = [
        element
        for element in page.main.iter("form")
        if {name for name, value in values.items() if value is not None} <= set(_names(page, element))
        and (not button or button in [words(b) for b in _buttons(page, element)])
    ]
    asked = f"fields {sorted(values)}" + (f" and a button «{button}»" if button else "")
    assert len(found) == 1, f"{page.address}: {len(found)} forms with {asked}"
    return found[0]


def fill(page: Page, form: Element, values: Values, button: str) -> Sending:
    """What is sent when a person types ``values`` and presses ``button`` (the first by default).

    A checkbox or radio takes its value (a list for several, None for none of them); a select one of
    its options; a file field ``(name, content)``. All else is sent as the page has it.
    """
    unknown = set(values) - set(_names(page, form))
    assert not unknown, f"{page.address}: the form has no field {sorted(unknown)}"
    pairs = [pair for control in _controls(page, form) for pair in _pairs(control, values)]
    offered = {name for name, _value in pairs}
    for name, value in values.items():
        assert value is None or name in offered, f"{page.address}: {name} does not offer {value!r}"
    pressed = _pressed(page, form, button)
    if pressed is not None and pressed.get("name"):
        pairs.append((pressed.get("name", ""), pressed.get("value", "")))
    return _send(page, form, pressed, pairs)


def given_back(page: Page) -> dict[str, str]:
    """What stands in the fields of the forms of a page."""
    forms = page.main.iter("form")
    pairs = [pair for form in forms for control in _controls(page, form) for pair in _pairs(control, {})]
    return {name: value.replace("\r\n", "\n") for name, value in pairs if isinstance(value, str)}


def _pressed(page: Page, form: Element, button: str) -> Element | None:
    buttons = _buttons(page, form)
    if not button:
        return buttons[0] if buttons else None
    found = [element for element in buttons if words(element) == button]
    assert found, f"{page.address}: no button «{button}» among {[words(b) for b in buttons]}"
    return found[0]


def _belonging(page: Page, form: Element, *tags: str) -> list[Element]:
    """Controls inside the form, or elsewhere with its id in ``form``; disabled ones left out."""
    inside = set(form.iter())
    name = form.get("id")
    return [
        element
        for element in page.root.iter()
        if element.tag in tags
        and (element.get("form") == name if element.get("form") else element in inside)
        and element.get("disabled") is None
        and not any(p.tag == "fieldset" and p.get("disabled") is not None for p in page.around(element))
    ]


def _controls(page: Page, form: Element) -> list[Element]:
    return [
        element
        for element in _belonging(page, form, "input", "select", "textarea")
        if element.get("name") and element.get("type") not in ("submit", "button", "reset", "image")
    ]


def _names(page: Page, form: Element) -> list[str]:
    return [control.get("name", "") for control in _controls(page, form)]


def _buttons(page: Page, form: Element) -> list[Element]:
    return [b for b in _belonging(page, form, "button") if b.get("type", "submit") == "submit"]


def _pairs(control: Element, values: Values) -> list[tuple[str, str | File]]:
    """The name and value that one control sends, if it sends anything."""
    name, kind = control.get("name", ""), control.get("type", "text")
    given = values.get(name)
    if control.tag == "select":
        return [(name, value) for value in _chosen(control, name, values)]
    if kind in ("checkbox", "radio"):
        value = control.get("value", "on")
        wanted = [given] if isinstance(given, str) else given or []
        return (
            [(name, value)]
            if (value in wanted if name in values else control.get("checked") is not None)
            else []
        )
    if kind == "file":
        return [(name, given if isinstance(given, tuple) else ("", b""))]
    if name not in values:
        return [(name, _value_of(control))]
    assert kind != "hidden", f"a person cannot type into the hidden field {name}"
    assert isinstance(given, str), f"{name} takes text, not {given!r}"
    return [(name, _line_ends(given))]


def _value_of(control: Element) -> str:
    if control.tag == "textarea":
        return _line_ends(control.text or "")
    return control.get("value", "")


def _chosen(control: Element, name: str, values: Values) -> list[str]:
    options = {option.get("value", words(option)): option for option in control.iter("option")}
    given = values.get(name)
    if name in values:
        wanted = [given] if isinstance(given, str) else list(given or [])
        return [value for value in wanted if isinstance(value, str) and value in options]
    selected = [value for value, option in options.items() if option.get("selected") is not None]
    if control.get("multiple") is not None:
        return selected
    return selected[-1:] or list(options)[:1]


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _send(page: Page, form: Element, pressed: Element | None, pairs: list[tuple[str, str | File]]) -> Sending:
    over = (
        {}
        if pressed is None
        else {k[4:]: v for k, v in pressed.items() if k.startswith("form") and k != "form"}
    )
    method = over.get("method", form.get("method", "get")).upper()
    address = page.absolute(over.get("action", form.get("action", "")) or page.address)
    flat = [(name, value if isinstance(value, str) else value[0]) for name, value in pairs]
    if method == "GET":
        return Sending("GET", f"{address.partition('?')[0]}?{urlencode(flat)}", b"", "")
    if form.get("enctype") == "multipart/form-data":
        boundary = secrets.token_hex(16)
        return Sending(
            method, address, _multipart(pairs, boundary), f"multipart/form-data; boundary={boundary}"
        )
    return Sending(method, address, urlencode(flat).encode(), "application/x-www-form-urlencoded")


def _multipart(pairs: list[tuple[str, str | File]], boundary: str) -> bytes:
    parts = []
    for name, value in pairs:
        head = f'Content-Disposition: form-data; name="{name}"'
        if isinstance(value, tuple):
            head += f'; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
        content = value[1] if isinstance(value, tuple) else value.encode()
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()
