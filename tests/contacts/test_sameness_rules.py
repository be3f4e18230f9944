import pytest

from contacts.rules.plain import plain
from contacts.rules.sameness import Likeness, Organisation, alike, likeness, naming

ONE = [
    ("Contoso", "CONTOSO, Inc.", "same"),
    ("Contoso", "Contoso Software Pvt Ltd", "longer"),
    ("CONTOSO, Inc.", "Contoso Software Pvt. Ltd.", "longer"),
    ("Contoso Labs", "Contoso Laboratories GmbH", "same"),
    ("Contoso India", "Contoso", "longer"),
    ("Meta", "Meta Platforms, Inc.", "longer"),
    ("Coca-Cola", "The CocaCola Company", "same"),
    ("Johnson & Johnson", "Johnson and Johnson", "same"),
    ("J.P. Morgan", "JPMorgan & Co.", "same"),
    ("McDonald's", "McDonalds Corp", "same"),
    ("Amazon.com", "Amazon", "same"),
    ("Telefónica S.A.", "TELEFONICA SA", "same"),
    ("Pemex S.A. de C.V.", "Pemex", "same"),
    ("Allegro Sp. z o.o.", "Allegro", "same"),
    ("Siemens AG", "Siemens", "same"),
    ("Bosch GmbH & Co. KG", "Bosch", "same"),
    ("Padaria Sol Ltda", "Padaria Sol", "same"),
    ("Talgo S.L.", "TALGO", "same"),
    ("Ericsson AB (publ)", "Ericsson", "same"),
    ("Nokia Oyj", "Nokia", "same"),
    ("Novo Nordisk A/S", "Novo Nordisk", "same"),
    ("Philips N.V.", "Philips BV", "same"),
    ("Sony K.K.", "Sony", "same"),
    ("PT Astra Tbk", "Astra", "same"),
    ("ООО Яндекс", "Яндекс", "same"),
    ("トヨタ自動車株式会社", "トヨタ自動車", "same"),
    ("(株)日立", "日立", "same"),
    ("주식회사 삼성전자", "삼성전자", "same"),
    ("北京字节跳动科技有限公司", "字节跳动", "longer"),
    ("IBM", "International Business Machines Corporation", "initials"),
    ("MIT", "Massachusetts Institute of Technology", "initials"),
    ("Mircosoft", "Microsoft", "slip"),
    ("Panasonic", "Panasonnic", "slip"),
]
TWO = [
    ("Bank of America", "Bank of China"),
    ("Bank of Iran", "Bank of Iraq"),
    ("University of Porto", "University of Lisbon"),
    ("Meta", "Metal"),
    ("Contoso Software", "Contoso Trading"),
    ("Tata Motors", "Tata Steel"),
    ("Global Solutions Ltd", "Global Technologies Ltd"),
    ("American Software", "American Technologies"),
    ("Air India", "Air China"),
    ("Deutsche Bank AG", "Deutsche Bahn AG"),
    ("中国银行", "北京银行股份有限公司"),
    ("北京大学", "上海大学"),
    ("株式会社", "有限公司"),
    ("Group", "Holdings"),
    ("", "—"),
    ("…", "…"),
]


@pytest.mark.parametrize(("one", "other", "why"), ONE)
def test_names_that_may_be_one_organisation_are_found(one, other, why):
    assert likeness(naming(one), naming(other)) is Likeness(why)
    assert likeness(naming(other), naming(one)) is Likeness(why)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_of_two_organisations_are_left_apart(one, other):
    assert likeness(naming(one), naming(other)) is None


def test_three_names_of_one_organisation_make_two_pairs_with_the_known():
    known = Organisation(7, ["Contoso Software Pvt Ltd"], is_new=False)
    new = [Organisation(8, ["CONTOSO, Inc."]), Organisation(9, ["Contoso"])]

    pairs = sorted((one, other) for one, other, _ in alike([*new, known]))

    assert pairs == [(7, 8), (7, 9)]


def test_what_both_are_known_by_is_compared_too():
    google = Organisation(1, ["Alphabet", "Google"], is_new=False)

    assert list(alike([google, Organisation(2, ["Google LLC"])])) == [(1, 2, Likeness.ALIAS)]
    assert list(alike([google, Organisation(3, ["Waymo (Google)"])])) == [(1, 3, Likeness.ALIAS)]


def test_known_ones_are_not_compared_again():
    known = [Organisation(key, ["Contoso"], is_new=False) for key in (1, 2)]

    assert list(alike(known)) == []


def test_a_crowd_of_one_name_stays_bounded():
    crowd = [Organisation(key, ["Contoso"]) for key in range(500)]

    assert len(list(alike(crowd))) == 499


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("MUÑOZ", "munoz"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("ＡＢＣ", "abc"),
        ("がす", "がす"),
    ],
)
def test_plain_text_has_no_case_and_no_accents(text, becomes):
    assert plain(text) == becomes
