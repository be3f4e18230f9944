"""Every kind of letter, as it arrived at a real mail server, in the eyes of somebody else's parsers."""

import pytest

from interviews.models import LetterKind
from tests.bench import letters_kinds


@pytest.mark.parametrize("language", ["en", pytest.param("zh-hans", marks=pytest.mark.full)])
def test_every_kind_of_letter_is_read_as_it_was_meant(db, tmp_path, language):
    mails = letters_kinds.exchanged(tmp_path, [language])

    assert {letter.kind for letter, _raw in mails} == set(LetterKind)
    faults = [(letter.kind, letters_kinds.faults_of(letter, raw)) for letter, raw in mails]
    assert not [(kind, found) for kind, found in faults if found]
