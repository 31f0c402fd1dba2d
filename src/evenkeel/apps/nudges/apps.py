"""Nudges: when one is due, what the member allows, sending each once, and the calendar."""

from django.apps import AppConfig


class NudgesConfig(AppConfig):
    name = "evenkeel.apps.nudges"

    def ready(self) -> None:
        from evenkeel.apps.nudges import sending  # noqa: PLC0415 (needs models)
        from evenkeel.apps.people.actions import when_withdrawn  # noqa: PLC0415 (needs models)

        when_withdrawn(sending.PURPOSE, sending.let_go)
