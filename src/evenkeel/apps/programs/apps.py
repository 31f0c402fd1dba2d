from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "evenkeel.apps.programs"
