"""Enumerations that a reader sees: each value stands once, with the words it is shown by."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """An enumeration whose members are ``NAME = "value", N_("Label")``.

    A member is its value: it equals the string that the database, the record and the API keep, and is
    written as it. ``label`` is a gettext id; who shows it translates it. A subclass whose members say
    more than a label takes it in an ``__init__`` of its own.
    """

    label: str

    def __new__(cls, value: str, *_words: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        return member

    def __init__(self, _value: str, label: str = "") -> None:
        self.label = label

    @classmethod
    def has(cls, value: str) -> bool:
        """Whether this is the value of a member."""
        return value in cls._value2member_map_
