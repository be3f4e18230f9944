import pytest

from contacts.importing.names import name_of


@pytest.mark.parametrize(
    ("first", "last", "name", "is_family_first"),
    [
        ("Ana", "Muñoz", "Ana Muñoz", False),
        ("小明", "王", "王小明", True),
        ("阳晓雪", "欧", "欧阳晓雪", True),
        ("太郎", "山田", "山田太郎", True),
        ("さくら", "山田", "山田さくら", True),
        ("민수", "김", "김민수", True),
        # Katakana is how foreigners are written; a name of two scripts stays as it is.
        ("ジョン", "スミス", "ジョン スミス", False),
        ("小明", "Wang", "小明 Wang", False),
        ("Wei", "王", "Wei 王", False),
        ("王小明", "", "王小明", True),
        ("Ludwig", "van Beethoven", "Ludwig van Beethoven", False),
        ("Zsófia", "van", "Zsófia van", False),
        ("Shaquille", "O'Neill", "Shaquille O'Neill", False),
        ("Ana", "", "Ana", False),
        ("", "Muñoz", "Muñoz", False),
        ("Martin", "King, Jr.", "Martin King, Jr.", False),
        ("ANA", "MUÑOZ, PÉREZ", "ANA MUÑOZ, PÉREZ", False),
    ],
)
def test_parts_make_a_name(first, last, name, is_family_first):
    made = name_of(first, last=last)

    assert made == (name, is_family_first, "", "")


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Ana", "Muñoz, PhD", "Ana Muñoz"),
        ("Ana", "Muñoz, Ph.D., MBA", "Ana Muñoz"),
        ("Ana", "Muñoz PhD", "Ana Muñoz"),
        ("Ana", "Muñoz, SPHR, SHRM-SCP", "Ana Muñoz"),
        ("🚀 Ana", "Muñoz ✨", "Ana Muñoz"),
        ("Ana 👩🏽‍💻", "Muñoz", "Ana Muñoz"),
        ("Ana", "Muñoz (she/her)", "Ana Muñoz"),
        ("小明", "王🚀", "王小明"),
    ],
)
def test_what_is_no_name_is_left_out_but_kept(first, last, name):
    made = name_of(first, last=last)

    assert (made.name, made.written) == (name, f"{first} {last}")


@pytest.mark.parametrize(
    ("full", "name", "is_family_first"),
    [
        ("Ana Muñoz", "Ana Muñoz", False),
        ("Muñoz, Ana", "Ana Muñoz", False),
        ("van der Berg, Jan Willem", "Jan Willem van der Berg", False),
        ("Ana Muñoz, Lisbon", "Ana Muñoz, Lisbon", False),
        ("King, Jr.", "King, Jr.", False),
        ("王小明", "王小明", True),
        ("王 小明", "王小明", True),
        ("欧阳 雪", "欧阳雪", True),
        # Perhaps given name first: nothing is changed.
        ("小明 王", "小明 王", False),
        ("김민수", "김민수", True),
        ("🚀", "🚀", False),
        ("", "", False),
    ],
)
def test_a_name_in_one_piece_is_understood(full, name, is_family_first):
    made = name_of(full=full)

    assert (made.name, made.is_family_first) == (name, is_family_first)


@pytest.mark.parametrize(
    ("parts", "name", "called", "written"),
    [
        ({"first": "Ana", "last": "Sousa", "prefix": "Dr."}, "Ana Sousa", "Dr. Sousa", ""),
        ({"first": "小明", "last": "王", "prefix": "老师"}, "王小明", "王老师", ""),
        ({"first": "Ana", "middle": "M.", "last": "Sousa"}, "Ana M. Sousa", "", ""),
        ({"first": "Ana", "last": "Osei", "suffix": "Jr."}, "Ana Osei Jr.", "", ""),
        ({"first": "Ana", "last": "Osei", "suffix": "MD"}, "Ana Osei", "", "Ana Osei MD"),
    ],
)
def test_prefixes_and_suffixes_find_their_place(parts, name, called, written):
    made = name_of(**parts)

    assert (made.name, made.called, made.written) == (name, called, written)
