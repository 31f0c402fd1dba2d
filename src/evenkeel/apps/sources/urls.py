"""Addresses of live sources."""

from django.urls import path

from evenkeel.apps.sources import views

app_name = "sources"
urlpatterns = [
    path("body/makers", views.overview, name="overview"),
    path("body/makers/<slug:name>", views.one, name="one"),
    path("body/makers/<slug:name>/connect", views.connect, name="connect"),
    path("body/makers/<slug:name>/back", views.back, name="back"),
    path("body/makers/<slug:name>/sync", views.sync, name="sync"),
    path("body/makers/<slug:name>/progress", views.progress, name="progress"),
    path("body/makers/<slug:name>/disconnect", views.disconnect, name="disconnect"),
]
