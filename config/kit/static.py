"""How static files get their hashed names: style sheets and JavaScript modules import by them too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrite `import "./x.js"` inside modules, as Django does for `@import` inside CSS."""

    support_js_module_import_aggregation = True
