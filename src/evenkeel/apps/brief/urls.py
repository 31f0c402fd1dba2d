"""Addresses of the page for an appointment."""

from django.urls import URLPattern

app_name = "brief"
urlpatterns: list[URLPattern] = []
