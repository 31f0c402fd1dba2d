"""Addresses of nudges."""

from django.urls import path

from evenkeel.apps.nudges import views

app_name = "nudges"
urlpatterns = [
    path("nudges", views.overview, name="overview"),
    path("nudges/calendar", views.calendar, name="calendar"),
    path(
        "nudges/calendar/<uuid:calendar_id>/remove", views.remove_calendar, name="remove-calendar"
    ),
    path("nudges/snooze", views.snooze, name="snooze"),
    path("nudges/<uuid:nudge_id>", views.answer, name="answer"),
]
