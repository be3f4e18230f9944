"""Which country and which language a text of an address book names."""

import gettext
from functools import cache
from pathlib import Path

import django_countries
from django.utils.translation import override
from django_countries import countries

# People write these; the standard's own names are known in the languages below.
_ALSO = {
    "CN": "中华人民共和国 中國",
    "CZ": "czech_republic",
    "GB": "uk great_britain england scotland wales grossbritannien",
    "HK": "hong_kong 香港",
    "KR": "korea south_korea",
    "NL": "holland",
    "RU": "russia",
    "TR": "turkey",
    "TW": "taiwan 台灣 台湾",
    "US": "usa u.s.a. united_states estados_unidos",
    "VN": "vietnam",
}
# The catalogues of django-countries that are looked into.
_LANGUAGES = ("de", "es", "fr", "it", "ja", "nl", "pt_BR", "pt_PT", "zh_Hans", "zh_Hant")


def country_code(text: str) -> str:
    """Return the two letters of a country given by code or by name, or "" when it is none."""
    wanted = " ".join(text.split())
    if len(wanted) == 2 and wanted.isascii():
        return wanted.upper() if wanted.upper() in countries else _names().get(wanted.lower(), "")
    return _names().get(wanted.casefold(), "")


def language_code(text: str) -> str:
    """Return the one of our languages that a tag such as en-GB or zh-CN stands for, or ""."""
    first, *rest = text.strip().lower().replace("_", "-").split("-")
    if first == "zh" and not {"hant", "tw", "hk", "mo"} & set(rest):
        return "zh-hans"
    return "en" if first == "en" else ""


@cache
def _names() -> dict[str, str]:
    """Return the codes by name in small letters."""
    with override("en"):
        english = {str(name): code for code, name in countries}
    names = {name.casefold(): code for name, code in english.items()}
    names |= {countries.alpha3(code).casefold(): code for code in english.values()}
    folder = Path(django_countries.__file__).parent / "locale"
    for language in _LANGUAGES:
        catalogue = gettext.translation("django", folder, languages=[language])
        names |= {catalogue.gettext(name).casefold(): code for name, code in english.items()}
    also = {name.replace("_", " "): code for code in _ALSO for name in _ALSO[code].split()}
    return names | also
