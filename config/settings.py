"""Everything Askwell reads from its environment (see `.env.example`), and how Django is wired."""

from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.kit import env, zone_data
from config.kit.database import EmbeddedPostgres
from config.kit.secret import kept_secret

zone_data.use_locked()
BASE_DIR = Path(__file__).resolve().parent.parent
env.read_file(Path(env.text("ASKWELL_ENV_FILE", str(BASE_DIR / ".env"))))
DATA_DIR = env.folder("ASKWELL_DATA_DIR", BASE_DIR / ".data")
DEBUG = env.flag("ASKWELL_DEBUG", False)

# Where people reach this installation; decides cookies, links in mail and how strict we are.
SITE_URL = env.site("ASKWELL_SITE_URL", "http://localhost:8000")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
LOOPBACK = env.LOOPBACK
IS_LOCAL = SITE_HOST in LOOPBACK
IS_HTTPS = SITE_URL.startswith("https://")

SECRET_KEY = env.text("ASKWELL_SECRET_KEY")
if SECRET_KEY and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("ASKWELL_SECRET_KEY is too short; allowed: 32 or more characters.")
if not SECRET_KEY:
    if not IS_LOCAL:
        raise ImproperlyConfigured(
            "ASKWELL_SECRET_KEY is not set; a site that others reach needs one: "
            "50 or more random characters, kept secret."
        )
    SECRET_KEY = kept_secret(DATA_DIR)
ALLOWED_HOSTS = env.words("ASKWELL_ALLOWED_HOSTS", LOOPBACK if IS_LOCAL else (SITE_HOST,))
if not validate_host(SITE_HOST, ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        f"ASKWELL_ALLOWED_HOSTS is {','.join(ALLOWED_HOSTS)!r}; it must hold {SITE_HOST!r}, the "
        "name in ASKWELL_SITE_URL, or be left empty."
    )
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "interviews.views.late_notes.form_expired"

INSTALLED_APPS = [
    "contacts",
    "interviews",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.kit.middleware.CookielessPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.kit.middleware.HtmxRedirects",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.kit.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.kit.middleware.PrivatePages",
    "config.kit.middleware.AccountZone",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# One Postgres for everything: rows, sessions, cache, job queue.
_database = env.database("DATABASE_URL")
IS_EMBEDDED = _database is None
DATABASE_NAME = "askwell"
POSTGRES = EmbeddedPostgres(DATA_DIR / "postgres", binaries=env.programs("ASKWELL_POSTGRES_BIN"))
_connection = _database or {**POSTGRES.address(), "NAME": DATABASE_NAME, "OPTIONS": {}}
DATABASES = {
    "default": {
        **_connection,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            "connect_timeout": 5,
            # Only statements of config.kit.prepared are prepared, and planned for any value alike.
            "prepare_threshold": 0,
            "options": "-c statement_timeout=30000 -c plan_cache_mode=force_generic_plan",
            **_connection["OPTIONS"],  # type: ignore[dict-item]
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # The database cache: rate limits must hold across processes and machines.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "askwell_cache",
        # Django's 300 would let whoever asks for many addresses push the counts of sign-ins out.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

AUTH_USER_MODEL = "contacts.Account"
# Addresses are unique without regard to case, by a constraint on lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "today"
LOGIN_URL = "account_login"
SIGN_UP = env.choice("ASKWELL_SIGN_UP", "open", ("open", "invitation", "closed"))
SIGN_UP_DOMAINS = [domain.lower() for domain in env.words("ASKWELL_SIGN_UP_DOMAINS")]
ACCOUNT_ADAPTER = "interviews.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "contacts.forms.accounts.SignUpForm"
ACCOUNT_FORMS = {
    "login": "contacts.forms.joining.SignInForm",
    "signup": "contacts.forms.joining.OpenSignUpForm",
    "reset_password": "contacts.forms.joining.ForgottenForm",
    "add_email": "contacts.forms.joining.AddressForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Askwell"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL

# Letters leave through a mail server, or land in a folder while none is set up.
MAIL_SERVER = env.mail_server("ASKWELL_MAIL_URL")
LETTERS_DIR = DATA_DIR / "letters"
BACKUPS_DIR = DATA_DIR / "backups"
MAILERS = {
    "default": (
        {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": MAIL_SERVER}
        if MAIL_SERVER
        else {
            "BACKEND": "config.kit.mail.FolderBackend",
            "OPTIONS": {"folder": str(LETTERS_DIR)},
        }
    )
}
DEFAULT_FROM_EMAIL = env.text("ASKWELL_MAIL_FROM", f"Askwell <askwell@{SITE_HOST}>")
# Where mail systems report letters that came back (the SMTP sender, Return-Path).
MAIL_BOUNCES = env.text("ASKWELL_MAIL_BOUNCES", parseaddr(DEFAULT_FROM_EMAIL)[1])
# Message-IDs carry this name, never the machine's own.
MAIL_DOMAIN = env.text("ASKWELL_MAIL_DOMAIN", SITE_HOST)
# How many letters a minute leave through the mail server, and go to one domain; 0 is no limit.
MAIL_PER_MINUTE = env.number("ASKWELL_MAIL_PER_MINUTE", 0, least=0, most=100_000)
MAIL_PER_MINUTE_TO = env.number("ASKWELL_MAIL_PER_MINUTE_TO", 0, least=0, most=100_000)

# Languages of letters and printed sheets; the screens are in English for now.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
USE_TZ = True
TIME_ZONE = "UTC"

# The web server of `up`: processes, and requests that each of them works on at once.
WEB_WORKERS = env.number("ASKWELL_WEB_WORKERS", 2, least=1, most=64)
WEB_THREADS = env.number("ASKWELL_WEB_THREADS", 3, least=1, most=16)

# What one request may upload is limited before anything of it is kept.
FILE_UPLOAD_HANDLERS = [
    "contacts.forms.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Beyond this no page is shown at all; the page says its own limit of files long before.
DATA_UPLOAD_MAX_NUMBER_FILES = 2000

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.kit.static.HashedStaticFiles"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# The paper's fonts are read from disk; squeezing 10 MB of them would slow every first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["ttf", "png", "jpg", "ico", "gz", "br", "woff2"]

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    # The QR code for two-step sign-in is a data: image.
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# Behind a secret link, without a session; no cookie gets in or out.
COOKIELESS = ("/book/", "/feed/", "/letter/", "/unsubscribe/")
# What follows is a secret, which no log holds.
SECRET_PATHS = (
    *COOKIELESS,
    "/shared/",
    "/join/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/key/",
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "askwell_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
if env.flag("ASKWELL_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    # The proxy names the visitor; without this all would share one rate limit.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# Hosts of our own network from which calendars may be read; of all others only public ones.
CALENDAR_HOSTS = [host.lower() for host in env.words("ASKWELL_CALENDAR_HOSTS")]

# Jobs: contacts.jobs and interviews.jobs are found by name.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "delete_jobs": "successful",
    # Imports take at most two of the places (contacts/actions/imports/lanes.py), reading calendars
    # one, sending letters two (interviews/actions/delivery.py): none waits behind another.
    "concurrency": 6,
    # A worker silent for 30 seconds counts as dead; interviews.jobs then retries what it held.
    "update_heartbeat_interval": 10.0,
    "stalled_worker_timeout": 30.0,
    "shutdown_graceful_timeout": 20.0,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.kit.logs.WithoutLinks",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
            "secret": SECRET_PATHS,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("ASKWELL_LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}
