from django.apps import AppConfig


class CompanionConfig(AppConfig):
    name = "evenkeel.apps.companion"
