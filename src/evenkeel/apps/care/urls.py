"""Addresses of care. Those under /help are answered by `middleware` before anything else."""

from django.urls import path, re_path

from evenkeel.apps.care import check_views, people_views, push_views, trust_views, views

app_name = "care"
urlpatterns = [
    path("help", views.help_now, name="help"),
    re_path(r"^help/(?P<country>[A-Za-z]{2})/?$", views.country, name="country"),
    path("chosen-people", people_views.people, name="people"),
    path("chosen-people/new", people_views.person, name="person-new"),
    path("chosen-people/send", people_views.send, name="send"),
    path("chosen-people/<uuid:person_id>", people_views.person, name="person"),
    path("chosen-people/<uuid:person_id>/delete", people_views.delete, name="person-delete"),
    path("chosen-people/alerts/<uuid:alert_id>/stop", people_views.stop, name="stop"),
    path("chosen-people/alerts/<uuid:alert_id>/answered", people_views.answered, name="answered"),
    path("read/<uuid:delivery_id>/<str:token>", people_views.read, name="read"),
    path("how-it-went/new", check_views.agree, name="check-new"),
    path("how-it-went/<uuid:check_id>", check_views.check, name="check"),
    path("notifications", push_views.notifications, name="notifications"),
    path("notifications/add", push_views.add, name="push-add"),
    path("notifications/<uuid:device_id>/remove", push_views.remove, name="push-remove"),
    path("reminders", check_views.reminders, name="reminders"),
    path("trust", trust_views.trust, name="trust"),
]
