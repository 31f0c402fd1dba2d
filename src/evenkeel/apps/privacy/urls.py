"""Addresses of Privacy."""

from django.urls import path

from evenkeel.apps.privacy import views

app_name = "privacy"
urlpatterns = [
    path("privacy", views.overview, name="overview"),
    path("privacy/stored", views.stored, name="stored"),
    path("privacy/export", views.export, name="export"),
    path("privacy/export/download", views.download, name="download"),
    path("privacy/export/<uuid:run_id>", views.export_progress, name="export-progress"),
    path("privacy/import", views.bring_back, name="import"),
    path("privacy/erase", views.erase, name="erase"),
    path("privacy/erase/now", views.erase_now, name="erase-now"),
    path("privacy/erased/<str:token>", views.receipt, name="receipt"),
]
