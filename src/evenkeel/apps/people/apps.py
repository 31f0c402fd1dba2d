"""The app of members, keys, sessions and consents; it hears when a log-in is complete."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class PeopleConfig(AppConfig):
    name = "evenkeel.apps.people"
    label = "people"

    def ready(self) -> None:
        from evenkeel.apps.people.signing_in import on_signed_in  # noqa: PLC0415 (needs models)

        user_logged_in.connect(on_signed_in, dispatch_uid="people.on_signed_in")
