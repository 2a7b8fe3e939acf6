"""What the forms of an account hold."""

from sbcp.web.forms import Form, Hidden


class KeptForm(Form):
    """One of the forms that wait, to be thrown away."""

    kept_form = Hidden()
