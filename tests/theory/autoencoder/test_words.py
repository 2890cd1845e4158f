import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.autoencoder.words import (
    EMPTY,
    canonical,
    count,
    join,
    length,
    openings,
    parse,
    reverse,
    spell,
    splits,
)
from theory.errors import InputError

TEXTS = st.text("AS", min_size=1, max_size=12)


@given(TEXTS, st.integers(0, 11))
@settings(deadline=None)
def test_canonical_forgets_rotation_and_reversal(text, places):
    places %= len(text)
    turned = text[places:] + text[:places]
    assert canonical(parse(text)) == canonical(parse(turned)) == canonical(parse(turned[::-1]))


@given(TEXTS)
@settings(deadline=None)
def test_canonical_is_a_rotation_of_the_word_or_of_its_reversal(text):
    found = spell(canonical(parse(text)))
    assert found in text + text or found in (text + text)[::-1]


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_words_are_their_spelling(first, second):
    word = join(parse(first), parse(second))
    assert spell(word) == first + second
    assert spell(reverse(word)) == (first + second)[::-1]
    assert length(word) == len(first + second)
    assert [count(word, letter) for letter in (0, 1)] == [(first + second).count(c) for c in "SA"]


@given(TEXTS)
@settings(deadline=None)
def test_splits_and_openings_leave_one_letter_out(text):
    word = parse(text)
    for letter, name in enumerate("SA"):
        assert sorted(spell(u) + name + spell(v) for u, v in splits(word, letter)) == [text] * text.count(name)
        for rest in openings(word, letter):
            assert canonical(join(parse(name), rest)) == canonical(word)


def test_number_of_words_up_to_rotation_and_reversal():
    # Bracelets of n beads in two colours, OEIS A000029.
    found = [len({canonical(1 << n | letters) for letters in range(1 << n)}) for n in range(1, 11)]
    assert found == [2, 3, 4, 6, 8, 13, 18, 30, 46, 78]


def test_empty_word():
    assert parse("") == EMPTY
    assert spell(EMPTY) == ""
    assert canonical(EMPTY) == EMPTY


@pytest.mark.parametrize("text", ["AB", "a", " A", 3])
def test_other_letters_are_refused(text):
    with pytest.raises(InputError, match="letters A and S"):
        parse(text)
