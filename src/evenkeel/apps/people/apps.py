from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "evenkeel.apps.people"
    label = "people"
