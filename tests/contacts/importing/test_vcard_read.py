"""vCards of every version and writer come out as people, and the unreadable ones with a reason."""

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.importing.fitting import LIMITS
from contacts.importing.rows import CannotRead, Rejected, Row
from contacts.importing.vcard import read_cards
from contacts.models import Organisation, Person, Reach

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "imports"


def read(content, encoding="utf-8"):
    data = content if isinstance(content, bytes) else content.encode(encoding)
    return list(read_cards(io.BytesIO(data)).rows)


def card(*lines, version="3.0", ends="\r\n"):
    return ends.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def only(*lines, **kwargs):
    (row,) = read(card(*lines, **kwargs))
    assert isinstance(row, Row), row
    return row


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("contacts-2.1.vcf", ["Chloé Berg", "Mei Lindqvist", "Farid van"]),
        ("contacts-3.0.vcf", ["Ifeanyi Nwosu", "Nadia Conceição", "Ifeanyi Nwosu"]),
        ("contacts-4.0.vcf", ["Chloé Nwosu", "Amara der", "Tomáš Berg"]),
    ],
)
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_card_of_the_samples_is_read(name, people, ends, encoding):
    text = (SAMPLES / name).read_bytes().decode().replace("\r\n", "\n").replace("\n", ends)

    rows = read(text, encoding)

    assert [row.name for row in rows] == people
    assert [row.number for row in rows] == [1, 2, 3]
    assert all(row.organisation and len(row.emails) == len(row.phones) == 1 for row in rows)


def test_a_card_tells_all_it_knows():
    row = only(
        "N:Muñoz;Ana;;Dr.;",
        "FN:Dr. Ana Muñoz",
        "ORG:Contoso\\, Inc.;Research;",
        "TITLE:Engineer\\; lead",
        "item1.EMAIL;type=INTERNET;type=pref:ana@example.com",
        "item1.X-ABLabel:_$!<Work>!$_",
        "EMAIL:mailto:ana@example.org",
        "EMAIL:Ana Munoz/Contoso@Contoso",
        "TEL;VALUE=uri:tel:+44-20-7946-0958;ext=12",
        "TEL;TYPE=FAX:+44 20 7946 0000",
        "URL:www.example.com/ana",
        "X-SOCIALPROFILE;type=linkedin:http://linkedin.com/in/Ana-Munoz/",
        "X-SOCIALPROFILE;type=twitter;x-user=anam:x-apple:anam",
        "item2.IMPP;X-SERVICE-TYPE=WeChat:x-apple:anam_wx",
        "CATEGORIES:alumni,data\\, and more,myContacts",
        "NOTE:Met in Porto, at a meetup; twice.\\nLikes C:\\\\dev",
        "ADR;TYPE=work:;;Rua 1;Porto;;4000;Deutschland",
        "LANG:zh-CN",
        "TZ:Europe/Lisbon",
        "BDAY:--0412",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg==",
    )

    assert (row.name, row.called) == ("Ana Muñoz", "Dr. Muñoz")
    assert (row.organisation, row.title) == ("Contoso, Inc.", "Engineer; lead")
    assert row.emails == ("ana@example.com", "ana@example.org")
    assert row.phones == ("+44-20-7946-0958 x12",)
    assert row.websites == ("https://www.example.com/ana",)
    assert row.profile == "https://www.linkedin.com/in/ana-munoz"
    assert (row.wechat, row.others) == ("anam_wx", ("twitter: anam",))
    assert row.tags == ("alumni", "data, and more")
    assert (row.country, row.language, row.zone) == ("DE", "zh-hans", "Europe/Lisbon")
    assert row.notes.splitlines() == [
        "Met in Porto, at a meetup; twice.",
        "Likes C:\\dev",
        "",
        "E-mail: Ana Munoz/Contoso@Contoso",
        "Department: Research",
        "City: Porto",
    ]


@pytest.mark.parametrize(
    ("lines", "name", "is_family_first"),
    [
        (["FN:王小明", "N:王;小明;;;"], "王小明", True),
        (["FN:小明 王", "N:王;小明;;;"], "王小明", True),
        (["N:王;小明;;;"], "王小明", True),
        (["FN:王 小明", "N:王;小明;;;"], "王小明", True),
        (["FN:Robert Smith, PhD", "N:Smith;Robert;;;PhD"], "Robert Smith", False),
        (["FN:Bob Smith", "N:Smith;Robert;;;"], "Bob Smith", False),
        (["FN:王小明"], "王小明", True),
        (["FN:Nagy Anna", "N:Nagy;Anna;;;"], "Nagy Anna", True),
        (["FN:Anna Nagy", "N:Nagy;Anna;;;"], "Anna Nagy", False),
        (["N:Sousa;Ana;Maria;;Jr."], "Ana Maria Sousa Jr.", False),
        (["NICKNAME:Liz"], "Liz", False),
    ],
)
def test_names_come_in_the_order_they_are_said(lines, name, is_family_first):
    row = only(*lines)

    assert (row.name, row.is_family_first) == (name, is_family_first)


@pytest.mark.parametrize(
    ("encoding", "name", "charset"),
    [
        ("cp1252", "Zoë Müller", ""),
        ("cp1252", "Zoë Müller", ";CHARSET=UTF-8"),
        ("gb18030", "王小明", ""),
        ("gb18030", "王小明", ";CHARSET=GB2312"),
        ("big5", "陳大文", ";CHARSET=BIG5"),
        ("shift_jis", "山田太郎", ";CHARSET=SHIFT_JIS"),
        ("utf-8", "Zoë Müller", ";CHARSET=punycode"),
    ],
)
def test_letters_beyond_ascii_are_told_apart(encoding, name, charset):
    (row,) = read(card(f"FN{charset}:{name}", version="2.1"), encoding)

    assert row.name == name


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=\r\ntwo =C3=A9=\r\n", "one\ntwo é"),
        ("NOTE;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:=E9t=E9", "été"),
        ("NOTE;ENCODING=QUOTED-PRINTABLE:cut short=", "cut short"),
        ("NOTE;ENCODING=BASE64:SGVsbG8s\r\n  IHlvdQ==\r\n", "Hello, you"),
        ("NOTE;ENCODING=b:%%%not base64", ""),
        ("NOTE:folded\r\n over", "folded over"),
        (
            "NOTE:first line\r\nsecond line, broken by hand\r\nWhere: Porto",
            "first line\nsecond line, broken by hand\nWhere: Porto",
        ),
        ('NOTE;X-A="a:b;c":quoted', "quoted"),
        ("note;language=en:small letters", "small letters"),
        ("NOTE:nul\0 and \x07bell", "nul and bell"),
    ],
)
def test_old_ways_to_write_a_text_are_understood(note, text):
    row = only("FN:Ana", note, version="2.1")

    assert row.notes == text


def test_one_broken_card_does_not_end_the_file():
    text = (
        card("FN:Ana")
        + card("ORG:Contoso;", "FN:Contoso", "X-ABShowAs:COMPANY")
        + "BEGIN:VCARD\r\nFN:No End\r\n"
        + card("TEL:12345")
        + "FN:Outside\r\nEND:VCARD\r\n"
        + card("KIND:group", "FN:Friends", version="4.0")
        + card("FN:Bo", "AGENT:", card("FN:His agent").strip(), "TITLE:Chief")
        + card("this is: not a line", "\x01;;::==", "$PrevEmail:x", "X_LOTUS-A;:y", "FN:Lotus")
        + "BEGIN:VCARD\r\nFN:Cy\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:No end\r\nEND:VCARD\r\n"
        + "BEGIN:VCARD\r\nFN:Cut of"
    )

    rows = read(text)

    assert [(row.number, getattr(row, "name", "")) for row in rows] == [
        *((1, "Ana"), (2, ""), (3, "No End"), (4, ""), (5, ""), (6, ""), (7, "Bo"), (8, "Lotus")),
        *((9, "Cy"), (10, "")),
    ]
    assert rows[6].title == "Chief"
    assert [row.reason for row in rows if isinstance(row, Rejected)] == [
        "This card is of an organisation and names no person.",
        "This card has no name.",
        "This text stands outside any card.",
        "This card is a group of contacts, not a person.",
        "The file ends in the middle of this card.",
    ]
    assert rows[1].raw == card("ORG:Contoso;", "FN:Contoso", "X-ABShowAs:COMPANY").strip()


def test_texts_too_long_for_their_field_go_on_in_the_notes():
    row = only(f"FN:{'n' * 300}", f"TITLE:{'t' * 201}", f"CATEGORIES:{'g' * 61},ok", "NOTE:mine")

    assert len(row.name) == len(row.title) == 200
    assert row.tags == ("ok",)
    assert row.notes == f"mine\n\n{'n' * 300}\n\n{'t' * 201}\n\n{'g' * 61}"


def test_limits_are_those_of_the_fields():
    fields = {field.name: field for field in Person._meta.get_fields()}
    fields |= {"organisation": Organisation._meta.get_field("name")}
    reach = Reach._meta.get_field("value").max_length

    for name, limit in LIMITS.items():
        field = getattr(fields.get(name), "base_field", fields.get(name))
        assert limit == getattr(field, "max_length", reach), name


def test_a_file_without_cards_is_refused():
    with pytest.raises(CannotRead, match="no card begins"):
        read("First Name,Last Name\r\nAna,Muñoz\r\n")


def large_cards():
    """Return five cards with photos, a note and lines that nobody needs, the third too long."""
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + "QUJD" * 1_000_000
    folded = "PHOTO;BASE64:\r\n" + ("  " + "QUJD" * 18 + "\r\n") * 20_000
    hostile = f'N;x{"=a" * 500}\r\nN{";x=,," * 500}\r\nNOTE;A="{";" * 5000}'
    text = card("FN:Ana", photo, "TITLE:Seen") + card("FN:Bo", folded, version="2.1")
    text += card("FN:Cy", "NOTE:" + "x" * 3_000_000)
    return text + card("FN:Di", hostile) + card("FN:Ed")


def test_large_cards_are_read_in_little_memory():
    stream = io.BytesIO(large_cards().encode())
    tracemalloc.start()

    rows = list(read_cards(stream).rows)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [getattr(row, "name", row.number) for row in rows] == ["Ana", "Bo", 3, "Di", "Ed"]
    assert rows[0].title == "Seen" and "QUJD" not in rows[0].raw + rows[1].raw
    assert "longer than a million" in rows[2].reason
    assert peak < 12 * 1024 * 1024


LINES = st.lists(
    st.one_of(
        st.sampled_from(["BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "AGENT:", " folded", "N:a;b"]),
        st.sampled_from(["NOTE;ENCODING=QUOTED-PRINTABLE:a=", "TEL:tel:;ext=", "URL:http://[", ""]),
        st.from_regex(r"(item1\.)?(FN|EMAIL|TEL|URL|IMPP|ADR|ORG|TZ)(;[A-Z]+(=[^\r\n]*)?)?:.*"),
        st.text(max_size=60),
    ).map(str.encode)
    | st.binary(max_size=60),
    max_size=12,
)


@given(LINES, st.sampled_from([b"\r\n", b"\n", b"\r"]))
def test_no_file_is_a_crash(lines, ends):
    data = ends.join([b"BEGIN:VCARD", *lines])

    for row in read(data):
        texts = [row.raw, getattr(row, "name", "x"), getattr(row, "notes", "")]
        assert not any("\0" in text for text in texts)
        assert row.reason if isinstance(row, Rejected) else row.name
