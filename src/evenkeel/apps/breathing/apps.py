from django.apps import AppConfig


class BreathingConfig(AppConfig):
    name = "evenkeel.apps.breathing"
