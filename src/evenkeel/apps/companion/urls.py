"""Addresses of Talk."""

from django.urls import URLPattern, path

from evenkeel.apps.companion import views

app_name = "companion"
urlpatterns: list[URLPattern] = [
    path("talk", views.talk, name="talk"),
    path("talk/all", views.all_talks, name="all"),
    path("talk/<uuid:conversation_id>", views.conversation, name="conversation"),
    path("talk/<uuid:conversation_id>/delete", views.delete, name="delete"),
    path("talk/message/<uuid:message_id>", views.message, name="message"),
    path("talk/message/<uuid:message_id>/rate", views.rate, name="rate"),
    path("talk/message/<uuid:message_id>/delete", views.delete_message, name="delete-message"),
]
