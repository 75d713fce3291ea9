"""The files of a service's pages."""

from pathlib import Path

import pytest

from web.assets import Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A service with a style of its own and a script."""
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "votes.css").write_text(".votes { color: red; }\n", encoding="utf-8")
    (tmp_path / "vote.js").write_text("vote();\n", encoding="utf-8")
    return tmp_path


def test_its_style_sheet_is_the_shared_one_with_its_own_behind(folder: Path) -> None:
    style = Assets("/forum/assets", folder).content("style.css")
    assert style.startswith(Assets("/assets", folder / "nothing").content("style.css"))
    assert style.endswith(b".votes { color: red; }\n")


def test_the_address_of_a_file_changes_with_its_content(folder: Path) -> None:
    before = Assets("/forum/assets", folder).address("vote.js")
    assert before.startswith("/forum/assets/") and before.endswith("/vote.js")
    (folder / "vote.js").write_text("vote(2);\n", encoding="utf-8")
    assert Assets("/forum/assets", folder).address("vote.js") != before


def test_shared_files_libraries_and_nothing_else_are_there(folder: Path) -> None:
    assets = Assets("/forum/assets", folder, lambda: {"library.js": b"library();"})
    assert assets.content("library.js") == b"library();"
    assert b"<svg" in assets.content("icon.svg")
    with pytest.raises(KeyError):
        assets.address("nothing.css")
