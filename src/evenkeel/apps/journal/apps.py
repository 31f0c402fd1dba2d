from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "evenkeel.apps.journal"
