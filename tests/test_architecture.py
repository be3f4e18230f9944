"""The arrows between layers, read from the imports."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("config", "contacts", "interviews")
# A layer may import itself and what stands to its right.
LAYERS = ("views", "forms", "actions", "exporting", "models", "importing", "rules")


def _modules():
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT)


@cache
def _nodes(path):
    return tuple(ast.walk(ast.parse((ROOT / path).read_text())))


def _imports(path):
    """Yield every module imported, but for those only the type checker reads."""
    skipped = {
        id(inner)
        for node in _nodes(path)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in _nodes(path):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _layer(module):
    parts = module.split(".")
    layer = parts[1] if len(parts) > 1 and parts[0] in OURS[1:] else None
    return layer if layer in LAYERS else None


def faults(path, imports):
    """Return what is wrong with the imports of one module."""
    module = ".".join(path.with_suffix("").parts)
    layer = _layer(module)
    for name in imports:
        top, to = name.split(".")[0], _layer(name)
        if module.startswith("config.kit") and top in OURS and not name.startswith("config.kit"):
            yield f"{path} imports {name}: the kit knows nothing of ours"
        if module.startswith("contacts") and top == "interviews":
            yield f"{path} imports {name}: contacts stands below interviews"
        if top == "interviews" and "management" in path.parts and module.startswith("contacts"):
            yield f"{path} imports {name}"
        if layer and to and LAYERS.index(to) < LAYERS.index(layer):
            yield f"{path} imports {name}: {layer} stands below {to}"
        if layer == "rules":
            pure = name.startswith(("config.kit.labels", "contacts.rules", "interviews.rules"))
            if top == "django" or (top in OURS and not pure):
                yield f"{path} imports {name}: rules are pure"
        if layer == "importing":
            pure = name.startswith(("config.kit", "contacts.importing", "contacts.rules"))
            pure |= top == "interviews" and to in ("importing", "rules")
            if top in OURS and not pure:
                yield f"{path} imports {name}: readers know files, not the database"
        if module.startswith("interviews") and top == "contacts" and to in ("views", "forms"):
            yield f"{path} imports {name}: interviews may use rules, models and actions of contacts"


def test_imports_follow_the_arrows():
    assert [fault for path in _modules() for fault in faults(path, _imports(path))] == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("config/kit/x.py", "contacts.models.Person"),
        ("contacts/views/x.py", "interviews.models.Sheet"),
        ("contacts/rules/x.py", "django.db.models"),
        ("contacts/models/x.py", "contacts.actions.people"),
        ("contacts/importing/x.py", "contacts.models.Person"),
        ("interviews/views/x.py", "contacts.forms.people"),
    ],
)
def test_a_wrong_arrow_is_seen(module, imported):
    assert list(faults(Path(module), [imported])) != []


CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now"}


def test_only_the_clock_reads_the_clock():
    used = {
        (str(path), f"{node.value.id}.{node.attr}")
        for path in _modules()
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }

    assert {path for path, name in used if name in CLOCKS} <= {"config/kit/clock.py"}


def test_only_these_folders_stand_at_the_top():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}

    assert folders - {"__pycache__", "test-results"} == {*OURS, "templates", "static", "tests"}
