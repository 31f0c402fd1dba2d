"""Addresses of the page that looks back."""

from django.urls import path

from evenkeel.apps.insights import views

app_name = "insights"
urlpatterns = [
    path("insights", views.overview, name="overview"),
    path("insights/<str:name>", views.metric, name="metric"),
]
