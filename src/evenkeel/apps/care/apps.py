from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "evenkeel.apps.care"
