"""Clocks and policies that cannot mean anything are named with file, line, field and reason."""

from pathlib import Path

import pytest

from tests.cities import REGENCY, copy, faults_after


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        # Clocks.
        (
            "starts_with: assigned",
            "starts_with: filed",
            "policies.yaml:7: clocks.jawab_awal.starts_with: a stage clock starts with assigned or a later step, not",
        ),
        (
            "starts_with: filed",
            "starts_with: assigned",
            "policies.yaml:15: clocks.tuntas.starts_with: a statutory clock starts with filed or a later step, not",
        ),
        (
            "starts_with: filed",
            "starts_with: file",
            "policies.yaml:15: clocks.tuntas.starts_with: a statutory clock starts with filed or a later step, not",
        ),
        (
            "[started, resolved",
            "[begun, resolved",
            "policies.yaml:8: clocks.jawab_awal.met_by.0: no complaint takes a step 'begun'; there are filed, ack",
        ),
        (
            "escalates: false",
            "paused_by: [waiting]",
            "policies.yaml:18: clocks.tuntas.paused_by.0: no complaint takes a step",
        ),
        (
            "escalates: false",
            "paused_by: [withdrawn]",
            "policies.yaml:11: clocks.tuntas: withdrawn stands more than once in ended_by, paused_by; keep one",
        ),
        (
            "scope: stage",
            "scope: state",
            "policies.yaml:6: clocks.jawab_awal.scope: Input should be 'stage' or 'statutory'",
        ),
        (
            "warn_share: 0.5",
            "warn_share: 50",
            "policies.yaml:10: clocks.jawab_awal.warn_share: Input should be less than 1",
        ),
        (
            "[transferred, withdrawn, closed]",
            "[transferred, closed]",
            "policies.yaml:3: clocks.jawab_awal: the clock goes on after withdrawn; add to met_by what fulfils",
        ),
        # Policies.
        (
            "{name: jawab_awal, within: P1D}",
            "{name: jawab, within: P1D}",
            "policies.yaml:23: policies.0.clocks.0.name: no such clock: jawab; defined are jawab_awal, tuntas",
        ),
        (
            "within: P5D",
            "within: 5 days",
            "policies.yaml:24: policies.0.clocks.1.within: must be a duration such as P3D",
        ),
        ("within: P5D", "within: P2W", "policies.yaml:24: policies.0.clocks.1.within: must be a duration such as P3D"),
        ("within: P5D", "within: PT0S", "policies.yaml:24: policies.0.clocks.1.within: must be more than zero"),
        (
            "repeat_every: P1D",
            "repeat_every: P0D",
            "policies.yaml:29: policies.0.repeat_every: must be more than zero, or",
        ),
        (
            "level: 3",
            "level: 4",
            "policies.yaml:25: policies.0.ladder: levels must be 1, 2, 3 … in order, not [1, 2, 4]",
        ),
        (
            "after: P2D",
            "after: PT7H",
            "policies.yaml:28: policies.0.ladder.2.after: PT7H is less than P1D of level 2 on the calendar kantor",
        ),
        (
            "default_policy: biasa",
            "default_policy: b",
            "policies.yaml:19: default_policy: no such policy: b; there are biasa,",
        ),
        ("policies:", "triage_policy: b\npolicies:", "policies.yaml:20: triage_policy: no such policy: b"),
        ("policy: lambat", "policy: lama", "categories.yaml:3: categories.0.policy: no such policy: lama"),
    ],
)
def test_a_fault_is_named_with_file_line_field_and_reason(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    assert fault in faults_after(folder, old, new, fault)
