"""Early warnings: what stands, the picture, who is told, and the check-up."""

from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "evenkeel.apps.warnings"

    def ready(self) -> None:
        from evenkeel.apps.people.actions import when_withdrawn  # noqa: PLC0415 (needs models)
        from evenkeel.apps.warnings import grants  # noqa: PLC0415 (needs models)

        when_withdrawn(grants.PURPOSE, grants.end, keys_of=grants.GIVEN)
