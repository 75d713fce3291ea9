"""Needs that could not be found, or not be answered, are named."""

from pathlib import Path

import pytest

from tests.cities import REGENCY, change, copy, faults

ALSO = "\n  - {id: lampu-2, name: {id: Lampu}, phrases: [Belum  ada lampu]}"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("category: jalan", "category: kali", "needs.0.category: no such category: kali"),
        ("phrases: [belum ada lampu,", "phrases: ['... lampu',", "needs.0.phrases.0: '... lampu' has no word before"),
        ("dipasang ... lampu", "'!!!'", "needs.0.phrases.1: '!!!' has no word before"),
        ("[belum ada lampu, dipasang ... lampu]", "[]", "needs.0.phrases: "),
        ("lampu]}", f"lampu]}}{ALSO}", "needs.1.phrases.0: 'Belum  ada lampu' stands twice (see line 3)"),
        ("lampu]}", f"lampu]}}{ALSO.replace('lampu-2', 'lampu')}", "needs.1: lampu stands twice (see line 3)"),
        ("name: {id:", "name: {en:", "needs.0.name: has no text in id"),
    ],
)
def test_a_need_that_cannot_be_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    change(folder, "needs", old, new)
    assert [each for each in faults(folder) if each.startswith("needs.yaml:") and fault in each], faults(folder)


def test_a_city_may_count_nothing(tmp_path: Path) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    (folder / "needs.yaml").write_text('version: "1"\nneeds: []\n', encoding="utf-8")
    assert faults(folder) == []
