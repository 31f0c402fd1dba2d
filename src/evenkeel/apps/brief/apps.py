from django.apps import AppConfig


class BriefConfig(AppConfig):
    name = "evenkeel.apps.brief"
