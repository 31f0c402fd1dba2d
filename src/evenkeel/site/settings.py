"""Django settings, made from `environment.py`. Embedded by default: SQLite and nothing else."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from evenkeel.core.content.languages import SOURCE, interface_languages
from evenkeel.site import environment

ENV = environment.read()
PACKAGE = Path(__file__).resolve().parents[1]


def _secret_key() -> str:
    """The configured key, or one made on first start in the data folder, readable by its owner."""
    if ENV.secret_key:
        return ENV.secret_key
    path = ENV.data / "secret-key"
    if not path.exists():
        ENV.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = _secret_key()
DEBUG = ENV.debug
ALLOWED_HOSTS = [*ENV.hosts, "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "evenkeel.site.apps.SiteConfig",
    "evenkeel.apps.people",
    "evenkeel.apps.plan",
    "evenkeel.apps.companion",
    "evenkeel.apps.wording",
    "evenkeel.apps.checkins",
    "evenkeel.apps.journal",
    "evenkeel.apps.programs",
    "evenkeel.apps.assessments",
    "evenkeel.apps.insights",
    "evenkeel.apps.care",
    "evenkeel.apps.safety_plan",
    "evenkeel.apps.body",
    "evenkeel.apps.warnings",
    "evenkeel.apps.nudges",
    "evenkeel.apps.sources",
    "evenkeel.apps.breathing",
    "evenkeel.apps.brief",
    "evenkeel.apps.privacy",
    "evenkeel.apps.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "evenkeel.apps.care.middleware.HelpFirst",
    "evenkeel.apps.care.middleware.AnswerAnyway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "evenkeel.site.zone.ZoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "evenkeel.apps.people.middleware.MemberMiddleware",
    "evenkeel.apps.people.middleware.SignedInMiddleware",
    "evenkeel.apps.people.middleware.UnlockedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "evenkeel.apps.sources.middleware.SyncWhenHere",
]

ROOT_URLCONF = "evenkeel.site.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evenkeel.site.context.site",
            ],
        },
    }
]

# --- Storage ----------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(ENV.database_url, conn_max_age=600, conn_health_checks=True)
    if ENV.database_url
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ENV.data / "evenkeel.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;"
            ),
        },
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- People and sessions ----------------------------------------------------------------------

AUTH_USER_MODEL = "people.Member"
AUTHENTICATION_BACKENDS = ["evenkeel.apps.people.backends.PassphraseBackend"]
LOGIN_URL = "people:log-in"
LOGIN_REDIRECT_URL = "plan:today"
SESSION_ENGINE = "evenkeel.apps.people.session_store"
SESSION_COOKIE_NAME = "__Host-session" if ENV.https else "session"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.https
CSRF_COOKIE_NAME = "__Host-csrf" if ENV.https else "csrf"
CSRF_COOKIE_SECURE = ENV.https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "evenkeel.site.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MODEL_ADDRESSES = ENV.models
SPEECH = ENV.speech
HOST_KIND = ENV.host_kind
SOURCE_CLIENTS = ENV.sources
IDLE_LOCK = timedelta(minutes=ENV.idle_minutes)
STEP_UP_WINDOW = timedelta(minutes=5)

ACCOUNT_ADAPTER = "evenkeel.apps.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "nickname"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "evenkeel.apps.people.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a passkey alone cannot open the keys: it is a second factor
MFA_TOTP_ISSUER = "Evenkeel"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off

# --- Transport --------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send `Origin: null` with forms, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.https:
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^help"]  # the crisis page answers on any transport
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENV.hosts]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Bad input is answered in words by the forms; these bounds keep memory flat before that.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Nothing a member sends is spooled to disk: bodies stay in memory up to the limit in asgi.py.
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- Language, time, files --------------------------------------------------------------------

LANGUAGE_CODE = SOURCE
LANGUAGES = [(one.id, one.name) for one in interface_languages().values()]
LANGUAGES_BIDI = [one.id for one in interface_languages().values() if one.rtl]
LANGUAGE_COOKIE_NAME = "language"  # what a stranger chose; a member has their own choice
LANGUAGE_COOKIE_AGE = int(timedelta(days=400).total_seconds())
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = ENV.https
LOCALE_PATHS = [ENV.data / "messages"]  # made from every language's django.po: site/catalogues.py
FORMAT_MODULE_PATH = ["evenkeel.site.formats", "evenkeel.languages"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "site" / "static"]
STATIC_ROOT = ENV.data / "static"
SPOOL = ENV.data / "spool"  # sealed copies of files that wait to be read
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

QUICK_EXIT_URL = ENV.quick_exit_url

# --- Mail to people a member chose, and the law packs of this host ------------------------------

EMAIL_FROM = ENV.mail.sender if ENV.mail else ""
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENV.mail
    else "django.core.mail.backends.dummy.EmailBackend"
)
if ENV.mail:
    EMAIL_HOST, EMAIL_PORT = ENV.mail.host, ENV.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail.user, ENV.mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = ENV.mail.implicit_tls, ENV.mail.start_tls
EMAIL_TIMEOUT = 15  # seconds: less than the outbox's lease
LAW_PACKS = ENV.law
MINORS_FROM = ENV.minors_from

# No request bodies, no query strings, no exception values that may quote a member: see site/logs.py
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "evenkeel.site.logs.PrivateFilter"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["private"],
            "formatter": "plain",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
