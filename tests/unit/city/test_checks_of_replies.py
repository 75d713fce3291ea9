"""Texts to start a message from that could not be offered, or not be filled in, are named."""

from pathlib import Path

import pytest

from city.files.replies import PLACEHOLDERS, filled, named_in
from services.complaints.city import CHECKS, ComplaintsFiles
from tests.cities import REGENCY, change, copy, faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("category: jalan", "category: kali", "replies.0.category: no such category in categories.yaml: kali"),
        ("{unit}", "{officer}", "replies.0.text.id: nobody fills in officer; there are {unit}, {category}"),
        ("{unit}", "{}", "replies.0.text.id: nobody fills in "),
        ("{unit}", "{unit", "replies.0.text.id: its braces do not match"),
        ("reason: work_done", "reason: sulking", "replies.0.reason: resolve knows work_done"),
        ("action: resolve", "action: sing", "replies.0.action: officers do not sing; there are "),
        ("action: resolve", "action: reply", "replies.0.action: officers do not reply; there are "),
        ("title: {id: Jalan", "title: {en: Jalan", "replies.0.title: has no text in id"),
        ("title: {id: Jalan", "titel: {id: Jalan", "replies.0.titel: there is no such key here"),
    ],
)
def test_a_wrong_text_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    change(folder, "replies", old, new)
    found = faults(folder, ComplaintsFiles, CHECKS)
    assert [each for each in found if each.startswith("replies.yaml:") and fault in each], found


def test_what_has_no_value_stays_in_its_braces() -> None:
    text = "{unit}: {area}, {until}"
    assert filled(text, {"unit": "PUPR"}) == "PUPR: {area}, {until}"
    assert filled(text, dict.fromkeys(PLACEHOLDERS, "x")) == "x: x, x"
    assert named_in(filled(text, {"unit": "PUPR"})) == {"area", "until"}
