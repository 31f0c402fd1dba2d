from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    name = "evenkeel.apps.checkins"
