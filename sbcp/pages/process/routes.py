"""What answers at each address, who may ask, and how often."""

from sbcp.pages.process import forms, stances, taking_out, views
from sbcp.web import limits
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "process",
        get=("public:read", views.show),
        post=("process:step", views.take_step),
        form=forms.NextStage,
    ),
    page(
        "process_step",
        get=("process:step", views.step_form),
        post=("process:step", views.ask_step),
        form=forms.AskedStep,
    ),
    page(
        "process_override",
        get=("process:override", views.override_form),
        post=("process:override", views.override),
        form=forms.Override,
    ),
    page(
        "take_out",
        get=("document:take_out", taking_out.form),
        post=("document:take_out", taking_out.ask),
        form=forms.TakeOut,
    ),
    page(
        "state_stance",
        get=("stance:state", stances.stance_form),
        post=("stance:state", stances.state),
        limits=limits.RECORD,
        form=forms.NewStance,
    ),
    page(
        "withdraw_stance",
        get=("stance:withdraw", stances.withdrawal_form),
        post=("stance:withdraw", stances.withdraw),
        limits=limits.RECORD,
        form=forms.WithdrawnStance,
    ),
]
