"""What people ask for is found by the phrases in which they ask, and by no others."""

import pytest

from deploy.local.environment import DEMO_CITY
from services.complaints.city import load_city
from services.complaints.words import PhraseFinder

FINDER = PhraseFinder.of_needs({"lamp": ["belum ada ... lampu", "mohon PJU"], "bin": ["belum ada tempat sampah"]})
CITY = load_city(DEMO_CITY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Di gang kami BELUM ada lampu.", ("lamp",)),
        ("belum ada satu pun tiang lampu", ("lamp",)),
        ("belum ada orang yang sempat memperbaiki lampu", ()),
        ("lampu belum ada yang memperbaiki", ()),
        ("belum ada lampunya", ()),
        ("belum ada tempat sampah dan tiang lampu", ("bin",)),
        ("Belum ada tempat sampah; belum ada lampu", ("bin", "lamp")),
        ("mohon pju, belum ada", ("lamp",)),
        ("belum ada", ()),
        ("", ()),
    ],
)
def test_a_phrase_is_whole_words_in_their_order_with_at_most_three_in_a_gap(text: str, found: tuple[str, ...]) -> None:
    assert FINDER.find(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sampai sekarang belum ada lampu jalan di gang kami", ("street-light",)),
        ("mohon penambahan 3 titik PJU", ("street-light",)),
        ("Lampu jalan mati sejak kemarin", ()),
        ("PJU rusak, mohon diperbaiki", ()),
        ("tempat sampah penuh", ()),
        ("There is no street light in our lane", ("street-light",)),
    ],
)
def test_the_phrases_of_the_demonstration_tell_asking_from_complaining(text: str, found: tuple[str, ...]) -> None:
    assert CITY.needs.find(text) == found
