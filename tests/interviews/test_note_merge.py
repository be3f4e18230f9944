import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.note_merge import merged

CASES = [
    # base, mine, theirs, what comes of it
    ("", "One", "Two", "Two\nOne"),
    ("", "They ship weekly", "They ship weekly, often", "They ship weekly, often"),
    ("", "Th", "They", "They\nTh"),
    ("Begun", "Begun\nOne", "Begun\nTwo", "Begun\nTwo\nOne"),
    ("Begun\n", "Begun\nOne", "Begun\nTwo", "Begun\nTwo\nOne"),
    ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
    ("a\nb\nc", "A\nb\nc", "a\nB\nc", "A\nB\nc"),
    ("a\nb", "a!\nb", "a\nnew\nb", "a!\nnew\nb"),
    ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd"),
    ("a\nb\nc", "a\nc", "a\nc", "a\nc"),
    ("a", "a and more of it", "a and more of it, still", "a and more of it, still"),
    ("a", "a and", "a and more", None),
    ("a\nb", "x\na\nb", "x\na\nb\ny", "x\na\nb\ny"),
    # The first text went over twice, or its answer was lost.
    ("", "One", "Two\nOne", "Two\nOne"),
    # What both changed differently is for a person to tell.
    ("a", "a b", "a c", None),
    ("15 people", "50 people", "16 people", None),
    ("a\nb\nc", "c", "a\nB\nc", None),
    ("a\nb\nc", "", "a\nb\nc\nd", "\nd"),
    ("a\nb\nc", "", "a\nb\nnew\nc", None),
    ("a", "", "a b", None),
]


@pytest.mark.parametrize(("base", "mine", "theirs", "text"), CASES)
def test_two_texts_of_one_note_become_one(base, mine, theirs, text):
    assert merged(base, mine, theirs) == text


# Few letters, so that lines are often alike.
TEXTS = st.lists(st.text("ab ", max_size=3), max_size=6).map("\n".join)


@given(TEXTS, TEXTS)
def test_who_alone_changed_something_is_followed(base, text):
    assert merged(base, text, base) == text
    assert merged(base, base, text) == text
    assert merged(base, text, text) == text


@given(TEXTS, TEXTS, TEXTS)
def test_every_new_line_of_either_side_stands_in_what_comes_of_it(base, mine, theirs):
    text = merged(base, mine, theirs)

    known = base.split("\n")
    for side in (mine, theirs):
        for line in side.split("\n"):
            assert text is None or line in known or line.strip() in text


@given(TEXTS, TEXTS, TEXTS)
def test_it_makes_no_difference_who_came_first_but_to_the_order(base, mine, theirs):
    one, other = merged(base, mine, theirs), merged(base, theirs, mine)

    assert (one is None) == (other is None)
    assert words_of(one) == words_of(other)


def words_of(text):
    return sorted(line for line in (text or "").split("\n") if line.strip())


@st.composite
def changes(draw):
    """A base, and what each side makes of it: every word stands once, so it can be looked for."""
    base = [[f"w{n}", f"v{n}"] for n in range(draw(st.integers(0, 6)))]
    words = iter(range(10_000))

    def side(name):
        lines = []
        for line in [*base, None]:
            new_lines = range(draw(st.sampled_from([0, 0, 0, 1, 2])))
            lines += [[f"{name}{next(words)}"] for _ in new_lines]
            what = draw(st.sampled_from(["keep", "keep", "drop", "add", "put"])) if line else ""
            new = f"{name}{next(words)}"
            lines += (
                {"keep": [line], "add": [[*line, new]], "put": [[new]]}.get(what, [])
                if line
                else []
            )
        return lines

    return base, side("mine"), side("theirs")


def text_of(lines):
    return "\n".join(" ".join(line) for line in lines)


@given(changes())
def test_nothing_inserted_disappears_and_only_what_one_took_out_alone(made):
    base, mine, theirs = made
    text = merged(*map(text_of, made))

    if text is None:
        return
    words = text.split()
    inserted = [
        word for side in (mine, theirs) for line in side for word in line if word[0] in "mt"
    ]
    assert sorted(word for word in words if word[0] in "mt") == sorted(inserted)
    for line in base:
        is_left = [line in side for side in (mine, theirs)]
        if all(is_left):
            assert set(line) <= set(words)
        if not any(is_left):
            continue
        # One side changed the line, the other did not: it stands as that one has it.
        changed = theirs if is_left[0] else mine
        kept = {word for one in changed for word in one}
        assert all((word in words) == (word in kept) for word in line)


def test_texts_of_too_many_equal_lines_are_left_to_a_person():
    many = "\n" * 400

    assert merged(f"a{many}b", f"c{many}d", f"x\na{many}b") is None
    assert merged(many, f"{many}\nx", many) == f"{many}\nx"
