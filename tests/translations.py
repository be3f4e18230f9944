"""The Chinese catalogues of letters and sheets: what they must hold, and how they are made.

`python -m tests.translations` adds what is new to the .po files, marks what is gone as obsolete
and compiles the .mo files; no gettext tools are needed.
"""

import ast
import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
# What is read in the language of an account or a sheet; the screens are English for now.
# Of models only what stands there: the texts of the named classes and functions.
SOURCES = {
    "interviews": {
        "templates/interviews/mail/*": (),
        "templates/interviews/booking/*": (),
        "interviews/forms/booking.py": (),
        "interviews/views/booking.py": (),
        "interviews/actions/booking_wording.py": (),
        "interviews/actions/enclosing.py": (),
        "interviews/bookings.py": (),
        "interviews/mail/before_talk.py": (),
        "interviews/mail/digest.py": (),
        "interviews/mail/encouraging.py": (),
        "interviews/mail/evening.py": (),
        "interviews/mail/kinds.py": (),
        "interviews/mail/link_pages.py": (),
        "interviews/mail/phrases.py": (),
        "interviews/mail/quiet.py": (),
        "interviews/mail/review.py": (),
        "interviews/mail/samples.py": (),
        "interviews/mail/trial.py": (),
        "interviews/mail/wording.py": (),
        "interviews/rules/encouragement.py": (),
        "templates/interviews/letters/_base.html": (),
        "templates/interviews/letters/_today.html": (),
        "templates/interviews/letters/link.html": (),
        "templates/interviews/letters/nothing.html": (),
        "templates/interviews/letters/unsubscribe.html": (),
        "interviews/actions/invitation_wording.py": (),
        "interviews/calendars/entry.py": (),
        "interviews/sentences.py": (),
        "interviews/paper/*.py": (),
        "interviews/rules/categories.py": (),
        "interviews/models/interviews.py": ("Kind", "Medium", "readings"),
        "interviews/models/follow_ups.py": ("FollowUpKind",),
        "interviews/models/letters.py": ("LetterKind",),
    },
    "contacts": {
        "templates/account/email/*": (),
        "contacts/models/people.py": ("Tie",),
        "contacts/models/outreach.py": ("Channel",),
        "contacts/rules/cadence/reasons.py": (),
    },
}
# Names that mark a text in Python, and what their arguments are.
ONE, MANY, IN_CONTEXT = ("msgid",), ("msgid", "msgid_plural"), ("msgctxt", "msgid")
MARKS = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), IN_CONTEXT),
}
HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": LANGUAGE,
    "Plural-Forms": "nplurals=1; plural=0;",
}


def po_path(app):
    return ROOT / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def wanted(app):
    """Return (context, one, many) → where it first stands, for every text of an app's sources."""
    found = {}
    for pattern, names in SOURCES[app].items():
        for path in sorted(ROOT.glob(pattern)):
            texts = _in_python(path, names) if path.suffix == ".py" else _in_template(path)
            for text in texts:
                found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def _in_python(path, names):
    tree = ast.parse(path.read_text())
    parts = [node for node in ast.walk(tree) if getattr(node, "name", "") in names] or [tree]
    for node in (inner for part in parts for inner in ast.walk(part)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
            values = dict(zip(MARKS[node.func.id], map(ast.literal_eval, node.args), strict=False))
            yield values.get("msgctxt"), values["msgid"], values.get("msgid_plural")


def _in_template(path):
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    template = engines["django"].from_string(path.read_text()).template
    for node in _walk(template.nodelist):
        if isinstance(node, TranslateNode):
            yield _context(node), node.filter_expression.var.literal.replace("%%", "%"), None
        elif isinstance(node, BlockTranslateNode):
            one = node.render_token_list(node.singular)[0]
            many = node.render_token_list(node.plural)[0] if node.plural else None
            yield _context(node), one, many


def _context(node):
    return node.message_context.resolve({}) if node.message_context else None


def _walk(nodes):
    for node in nodes:
        yield node
        for name in node.child_nodelists:
            yield from _walk(getattr(node, name, None) or ())
        for _condition, inner in getattr(node, "conditions_nodelists", ()):
            yield from _walk(inner)


def update(app):
    """Bring the .po file in line with the sources and compile it; return what lacks a translation."""
    path = po_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.pofile(str(path), wrapwidth=96) if path.exists() else polib.POFile()
    catalogue.wrapwidth = 96
    catalogue.metadata = HEADER
    texts = wanted(app)
    known = {_key(entry): entry for entry in catalogue}
    for key, entry in known.items():
        entry.obsolete = key not in texts
    for entry in catalogue.obsolete_entries():
        if not any([entry.msgstr, *entry.msgstr_plural.values()]):
            catalogue.remove(entry)
    for key in texts.keys() - known.keys():
        catalogue.append(_entry(*key))
    for key, entry in {_key(entry): entry for entry in catalogue}.items():
        entry.occurrences = [(texts[key], "")] if key in texts else []
    catalogue.sort(key=lambda entry: (entry.obsolete, entry.occurrences, entry.msgid))
    catalogue.save(str(path))
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())
    return [entry.msgid for entry in catalogue.untranslated_entries()]


def _key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural or None


def _entry(context, one, many):
    entry = polib.POEntry(msgctxt=context, msgid=one)
    if many is not None:
        entry.msgid_plural, entry.msgstr_plural = many, {0: ""}
    return entry


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    missing = [text for app in SOURCES for text in update(app)]
    sys.stdout.write("\n".join(["Without a translation:", *missing, ""]) if missing else "")
