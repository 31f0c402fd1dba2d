"""Addresses of warnings and of the check-up."""

from django.urls import path

from evenkeel.apps.warnings import check_up_views, views

app_name = "warnings"
urlpatterns = [
    path("early-signs", views.overview, name="overview"),
    path("early-signs/watch", views.watch, name="watch"),
    path("early-signs/wishes", views.wishes, name="wishes"),
    path("early-signs/<uuid:warning_id>", views.warning, name="warning"),
    path("early-signs/<uuid:warning_id>/answer", views.answer, name="answer"),
    path("early-signs/<uuid:warning_id>/tell", views.tell, name="tell"),
    path("check-up", check_up_views.begin, name="check-up"),
    path("check-up/<uuid:check_up_id>", check_up_views.question, name="question"),
    path("check-up/<uuid:check_up_id>/result", check_up_views.result, name="result"),
]
