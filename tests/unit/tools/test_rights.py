"""The page about rights is what the code says."""

from tools.rights import FILE, document


def test_the_page_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run `make rights`"
