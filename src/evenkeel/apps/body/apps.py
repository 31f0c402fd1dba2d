from django.apps import AppConfig


class BodyConfig(AppConfig):
    name = "evenkeel.apps.body"
