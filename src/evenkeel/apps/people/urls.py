"""Addresses of people: doors, begin, consents, security."""

from django.urls import path

from evenkeel.apps.people.views import begin, consents, doors, security

app_name = "people"
urlpatterns = [
    path("welcome", begin.welcome, name="welcome"),
    path("begin", begin.begin, name="begin"),
    path("begin/name", begin.begin_name, name="begin-name"),
    path("begin/consents", consents.begin_consents, name="begin-consents"),
    path("recovery-code", begin.recovery_code, name="recovery-code"),
    path("log-in", doors.log_in, name="log-in"),
    path("log-out", doors.log_out, name="log-out"),
    path("unlock", doors.unlock, name="unlock"),
    path("lock", doors.lock, name="lock"),
    path("step-up", doors.step_up, name="step-up"),
    path("recover", doors.recover, name="recover"),
    path("second-step-lost", doors.second_step_lost, name="second-step-lost"),
    path("carried", doors.carried, name="carried"),
    path("consents", consents.consents, name="consents"),
    path("security", security.security, name="security"),
    path("security/passphrase", security.passphrase, name="passphrase"),
    path("security/recovery-code", security.new_recovery_code, name="new-recovery-code"),
    path("security/sessions/end", security.end_other_sessions, name="end-other-sessions"),
    path("security/sessions/<uuid:session_id>/end", security.end_session, name="end-session"),
    path("security/tokens", security.new_token, name="new-token"),
    path("security/tokens/<str:token_id>/revoke", security.revoke_token, name="revoke-token"),
]
