"""Mail goes where it was addressed to, and whoever mistypes an address is told what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import email_addresses
from core.errors import Invalid

KEPT = {  # as typed: as kept, as sent
    " Ana.Example@Example.ORG ": ("ana.example@example.org", "ana.example@example.org"),
    "a@νόμος.gr": ("a@νόμος.gr", "a@xn--xxabhm1c.gr"),
    "a@faß.de": ("a@faß.de", "a@xn--fa-hia.de"),
    "info@ПОШТА.срб": ("info@пошта.срб", "info@xn--80a1acn3a.xn--90a3ac"),
    "Милан@пошта.срб": ("милан@пошта.срб", None),
    "ana@exam\u00adple.org\u200b": ("ana@example.org", "ana@example.org"),
    "o'neill+sbcp@mail.example.org": ("o'neill+sbcp@mail.example.org", "o'neill+sbcp@mail.example.org"),
}


@pytest.mark.parametrize(("typed", "kept", "sent"), [(typed, *both) for typed, both in KEPT.items()])
def test_mail_goes_to_the_domain_that_was_typed(typed: str, kept: str, sent: str | None) -> None:
    assert email_addresses.checked(typed) == kept
    assert email_addresses.checked(kept) == kept
    assert email_addresses.to_send(kept) == sent
    assert email_addresses.is_one(kept)


@pytest.mark.parametrize(
    ("kept", "earlier"),
    [("ana@example.org", "ana@example.org"), ("a@пошта.срб", "a@xn--80a1acn3a.xn--90a3ac")],
)
def test_an_address_kept_earlier_is_found_by_what_is_typed_now(kept: str, earlier: str) -> None:
    assert email_addresses.to_send(earlier) == earlier
    assert {kept, earlier} <= {*email_addresses.forms(kept.upper())}
    assert {kept, earlier} <= {*email_addresses.forms(earlier)}


def test_two_domains_are_never_taken_for_one() -> None:
    assert not {*email_addresses.forms("a@faß.de")} & {*email_addresses.forms("a@fass.de")}
    assert not {*email_addresses.forms("a@νόμος.gr")} & {*email_addresses.forms("a@νόμοσ.gr")}


LONG_DOMAIN = ".".join(["example"] * 33)
FAULTS = {
    "": "Enter an e-mail address",
    " \u00a0": "Enter an e-mail address",
    "ana": "has no @",
    "ana at example.org": "has no @",
    "@example.org": "missing before the @",
    "ana@": "missing after the @",
    "ana@@example.org": "one e-mail address only",
    "a@example.org, b@example.org": "one e-mail address only",
    "a@example.org;b@example.org": "one e-mail address only",
    "Ana <ana@example.org>": "without a name or brackets",
    "ana example@example.org": "has no spaces",
    "ana@\u00a0example.org": "has no spaces",
    "ana@example.org\r\nBcc:": "has no spaces",
    "ana@localhost": "after the @: “localhost”",
    "ana@mail.localhost": "after the @: “mail.localhost”",
    "ana@example": "after the @: “example”",
    "ana@example..org": "after the @: “example..org”",
    "ana@-example.org": "after the @: “-example.org”",
    "ana@exam_ple.org": "after the @: “exam_ple.org”",
    "ana@127.0.0.1": "after the @",
    "ana@[127.0.0.1]": "after the @",
    "ana..example@example.org": "before the @: “ana..example”",
    "ana(example)@example.org": "before the @",
    '"ana"@example.org': "before the @",
    "x" * 65 + "@example.org": "too long",
    f"ana@{LONG_DOMAIN}": "too long",
    "ш" * 33 + "@example.org": "too long",  # in octets
    "a" * 100_000: "too long",
}


@pytest.mark.parametrize(("typed", "words"), FAULTS.items(), ids=range(len(FAULTS)))
def test_each_fault_is_told_in_its_own_words(typed: str, words: str) -> None:
    with pytest.raises(Invalid, match=words.replace("(", r"\(")) as fault:
        email_addresses.checked(typed, "mail")
    assert fault.value.field == "mail"


HEADERS = st.text(
    st.sampled_from("ab@.\r\n\x0b\x85\u2028 ,;:<>()\"'\\[]ш\u00ad\u200dß") | st.characters(), max_size=40
)


@given(HEADERS, HEADERS)
def test_S39_what_is_kept_is_one_address_and_no_second_header(before: str, after: str) -> None:
    for typed in (before, f"{before}@example.org{after}", f"a{before}@{after}.org"):
        try:
            kept = email_addresses.checked(typed)
        except Invalid:
            continue
        assert kept.count("@") == 1
        assert kept.isprintable()
        assert not {*kept} & {*' ,;:<>()"\\'}
        assert email_addresses.is_one(kept)
        assert (email_addresses.to_send(kept) or "").isascii()


@pytest.mark.parametrize(
    "text", ["a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org", "Ana <a@b.org>", "a", "ш@b.org\u2028x", ""]
)
def test_S39_more_than_one_address_is_not_one(text: str) -> None:
    assert not email_addresses.is_one(text)


def test_an_address_is_masked_for_others() -> None:
    assert email_addresses.masked("милан@пошта.срб") == "м…@пошта.срб"
