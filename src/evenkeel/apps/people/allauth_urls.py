"""The global names that allauth's second step looks for, led to our own doors."""

from django.urls import path

from evenkeel.apps.people.views import doors

urlpatterns = [
    path("log-in", doors.log_in, name="account_login"),
    path("log-out", doors.log_out, name="account_logout"),
    path("step-up", doors.step_up, name="account_reauthenticate"),
]
