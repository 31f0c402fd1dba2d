"""Early warnings: what stands, the picture, who is told, and the check-up."""

from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "evenkeel.apps.warnings"
