"""Addresses of the check-in."""

from django.urls import path

from evenkeel.apps.checkins import own_views, views

app_name = "checkins"
urlpatterns = [
    path("check-in", views.new, name="new"),
    path("check-in/quick", views.quick, name="quick"),
    path("check-ins", views.listing, name="list"),
    path("check-ins/<uuid:check_in_id>", views.entry, name="entry"),
    path("check-ins/<uuid:check_in_id>/edit", views.edit, name="edit"),
    path("check-ins/<uuid:check_in_id>/delete", views.delete, name="delete"),
    path("check-ins/<uuid:check_in_id>/tone", views.tone, name="tone"),
    path("check-in/own", own_views.own, name="own"),
    path("check-in/own/metrics/<uuid:metric_id>", own_views.metric, name="metric"),
    path("check-in/own/words/<uuid:word_id>", own_views.word, name="word"),
]
