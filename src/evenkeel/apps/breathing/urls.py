"""Addresses of breathing with one's heart."""

from django.urls import path

from evenkeel.apps.breathing import views

app_name = "breathing"
urlpatterns = [
    path("breathe", views.heart, name="heart"),
    path("breathe/<uuid:id>/delete", views.delete, name="delete"),
]
