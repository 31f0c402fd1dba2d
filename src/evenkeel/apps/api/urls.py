"""Addresses of the API."""

from django.urls import include, path, re_path

from evenkeel.apps.api import api, reference

app_name = "api"
urlpatterns = [
    path("api/v1/docs", reference.docs, name="docs"),
    path("api/v1/openapi.json", reference.openapi, name="openapi"),
    path("api/v1/", include(api.urls())),
    re_path(r"^api/", api.without_cookies(api.nothing_here), name="nothing"),
]
