"""What an improvement action could never be measured by is named with file, field and reason."""

from pathlib import Path

import pytest

from city.whole import WholeCity
from tests.cities import REGENCY, change, copy, faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("bureau: pemkab", "bureau: biro", "bureau: unit 'biro' does not exist"),
        (
            "starts_with: started",
            "starts_with: assigned",
            "clocks.report_by.starts_with: a step clock starts with one of",
        ),
        (
            "[agreed, declined]",
            "[agreed, refused]",
            "clocks.decide_by.met_by.1: no step of an improvement action: 'ref",
        ),
        ("[agreed, declined]", "[agreed]", "clocks.decide_by: the clock goes on after declined; add to met_by"),
        ("name: begin_by, within", "name: finish_by, within", "work.clocks.2: finish_by stands twice"),
        (
            "name: begin_by, within",
            "name: start_by, within",
            "work.clocks.0.name: no such clock: start_by; defined are",
        ),
        (
            "name: decide_by, within: P10D",
            "name: decide_by, within: P0D",
            "proposal.clocks.0.within: must be more than",
        ),
        ("level: 2", "level: 3", "work.ladder: levels must be 1, 2, 3 … in order, not [1, 3]"),
        ("target_clock: finish_by", "target_clock: decide_by", "target_clock: 'decide_by' must be one of the clocks"),
        ("role: sekda", "role: sekdes", "proposal.ladder.0.role: no post in leaders.yaml has the role 'sekdes'"),
        ("training: {id: Pelatihan}", "training: {en: Training}", "actions.training: has no text in id"),
        (
            "target_clock: finish_by",
            "target_clock: finish_by\nsuccessors: {old: older, older: gone}",
            "successors.old: unit 'gone' does not exist",
        ),
        (
            "target_clock: finish_by",
            "target_clock: finish_by\nsuccessors: {old: older, older: old}",
            "successors.old: these units follow each other in a circle",
        ),
        ("scope: step", "scope: statutory", "clocks.report_by.scope: Input should be 'stage' or 'step'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    change(folder, "improvements", old, new)
    found = faults(folder, WholeCity)
    assert [each for each in found if each.startswith("improvements.yaml:") and fault in each], found
