"""What the filter of messages holds."""

from sbcp.web.forms import Choice, Form, Number, OneLine


class MessageFilter(Form):
    """Which messages are shown, and which page of them. An unknown state or page counts as none."""

    state = Choice()
    to = OneLine()
    page = Number(most=99_999)
