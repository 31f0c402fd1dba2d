from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "evenkeel.apps.privacy"
