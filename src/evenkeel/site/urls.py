"""Every address. An area's own addresses are in its `urls.py`."""

from django.urls import include, path

from evenkeel.site import appearance, language, views

urlpatterns = [
    path("", include("evenkeel.apps.plan.urls")),
    path("", include("evenkeel.apps.people.urls")),
    path("", include("evenkeel.apps.people.allauth_urls")),
    path("", include("evenkeel.apps.companion.urls")),
    path("", include("evenkeel.apps.wording.urls")),
    path("", include("evenkeel.apps.checkins.urls")),
    path("", include("evenkeel.apps.journal.urls")),
    path("", include("evenkeel.apps.programs.urls")),
    path("", include("evenkeel.apps.assessments.urls")),
    path("", include("evenkeel.apps.insights.urls")),
    path("", include("evenkeel.apps.body.urls")),
    path("", include("evenkeel.apps.sources.urls")),
    path("", include("evenkeel.apps.breathing.urls")),
    path("", include("evenkeel.apps.warnings.urls")),
    path("", include("evenkeel.apps.brief.urls")),
    path("", include("evenkeel.apps.nudges.urls")),
    path("", include("evenkeel.apps.care.urls")),
    path("", include("evenkeel.apps.safety_plan.urls")),
    path("", include("evenkeel.apps.privacy.urls")),
    path("", include("evenkeel.apps.api.urls")),
    path("security/", include("allauth.mfa.urls")),
    path("style", appearance.style, name="style"),
    path("theme", appearance.theme, name="theme"),
    path("language", language.language, name="language"),
    path("offline", views.offline, name="offline"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("healthz", views.health, name="health"),
]

handler400 = "evenkeel.site.views.bad_request"
handler403 = "evenkeel.site.views.permission_denied"
handler404 = "evenkeel.site.views.not_found"
handler500 = "evenkeel.site.views.server_error"
