import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Function, Level
from contacts.rules.titles import read


@pytest.mark.parametrize(
    ("title", "function", "level"),
    [
        ("Head of AI, EMEA", "data", "director"),
        ("Staff Engineer | Search & Recommendations", "engineering", "lead"),
        ("VP", "", "executive"),
        ("CEO", "management", "executive"),
        ("Co-founder & CTO", "management", "executive"),
        ("Senior Product Manager", "product", "senior"),
        ("Product Marketing Manager", "marketing", ""),
        ("Director of Engineering", "engineering", "director"),
        ("Executive Assistant to the CEO", "", "entry"),
        ("Account Executive", "sales", ""),
        ("Technical Recruiter", "people", ""),
        ("Student Services Manager", "", "lead"),
        ("Software Engineer (Intern)", "engineering", "student"),
        ("Software Engineer at Data GmbH", "engineering", ""),
        ("Data analyst @ Sales Inc.", "data", ""),
        ("Product Manager, ex-CTO", "product", ""),
        ("former CEO", "", ""),
        ("HEAD  OF DATA", "data", "director"),
        ("产品经理", "product", ""),
        ("AI产品经理", "product", ""),
        ("高级算法工程师", "data", "senior"),
        ("前端工程师", "engineering", ""),
        ("前产品经理", "", ""),
        ("数据分析主管", "data", "lead"),
        ("总经理助理", "", "entry"),
        ("副总裁", "management", "executive"),
        ("Werkstudent", "", "student"),
        ("Werkstudentin im Marketing", "marketing", "student"),
        ("Softwareentwicklerin", "engineering", ""),
        ("Vertriebsleiter DACH", "sales", "lead"),
        ("Geschäftsführerin", "management", "executive"),
        ("Ingeniera de datos sénior", "data", "senior"),
        ("Directora general", "management", "executive"),
        ("Jefe de proyectos", "operations", "lead"),
        ("Retail therapist of chairs", "health", ""),
        ("", "", ""),
        ("🙂 between things", "", ""),
    ],
)
def test_a_title_says_what_it_says(title, function, level):
    reading = read(title)

    assert (reading.function, reading.level) == (function, level)


@given(st.text(max_size=200))
def test_any_title_is_read_without_a_fault(title):
    reading = read(title)

    assert reading.function in {"", *Function.values}
    assert reading.level in {"", *Level.values}


def test_the_words_lead_to_kinds_and_levels_that_exist():
    import tomllib
    from pathlib import Path

    from contacts.rules import titles

    data = tomllib.loads(Path(titles.__file__).with_suffix(".toml").read_text())

    assert set(data["functions"]) - {""} == set(Function.values) - {"other"}
    assert [level for level in data["levels"] if level] == Level.values
