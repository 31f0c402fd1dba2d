from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "evenkeel.apps.api"
