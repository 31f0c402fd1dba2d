from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "evenkeel.apps.insights"
