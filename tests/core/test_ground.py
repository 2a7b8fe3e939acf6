"""Small things everything stands on: tokens, the clock, errors."""

import hashlib
import re
from datetime import UTC, datetime

import time_machine

from core import clock
from core.errors import N_, DomainError, Invalid, Refused
from core.tokens import new_token, token_hash


def test_S01_a_token_has_256_random_bits_and_is_safe_in_an_address() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_S11_what_is_kept_of_a_token_does_not_give_it_away() -> None:
    token = new_token()
    assert token_hash(token) == hashlib.sha256(token.encode()).hexdigest()
    assert token not in token_hash(token)


def test_the_clock_says_the_present_instant_in_utc() -> None:
    moment = datetime(2027, 3, 1, 12, 0, 0, 7, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        assert clock.now() == moment
        assert clock.now().tzinfo is UTC


def test_an_error_says_its_message_with_its_values_and_keeps_both_apart() -> None:
    error = Refused(N_("No version %(number)s."), number=3)
    assert str(error) == "No version 3."
    assert (error.message, error.values) == ("No version %(number)s.", {"number": 3})


def test_a_message_without_values_may_hold_a_percent_sign() -> None:
    assert str(DomainError("100 % agreed")) == "100 % agreed"


def test_unusable_input_names_its_field() -> None:
    error = Invalid(N_("Give it a title."), field="title")
    assert (error.field, error.values) == ("title", {})
