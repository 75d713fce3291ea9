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
            "policies.yaml:17: clocks.tuntas.starts_with: a statutory clock starts with filed or a later step, not",
        ),
        (
            "starts_with: filed",
            "starts_with: file",
            "policies.yaml:17: clocks.tuntas.starts_with: a statutory clock starts with filed or a later step, not",
        ),
        (
            "[started, progress",
            "[begun, progress",
            "policies.yaml:8: clocks.jawab_awal.met_by.0: no step of a complaint that moves clocks: 'begun'; there",
        ),
        (
            "escalates: false",
            "paused_by: [waiting]",
            "policies.yaml:20: clocks.tuntas.paused_by.0: no step of a complaint that moves clocks: 'w",
        ),
        (
            "escalates: false",
            "paused_by: [withdrawn]",
            "policies.yaml:13: clocks.tuntas: withdrawn stands more than once in ended_by, paused_by; keep one",
        ),
        (
            "scope: stage",
            "scope: state",
            "policies.yaml:6: clocks.jawab_awal.scope: Input should be 'stage', 'statutory', 'step' or",
        ),
        (
            "warn_share: 0.5",
            "warn_share: 50",
            "policies.yaml:10: clocks.jawab_awal.warn_share: Input should be less than 1",
        ),
        (
            "[transferred, merged, withdrawn, closed]",
            "[transferred, merged, closed]",
            "policies.yaml:3: clocks.jawab_awal: the clock goes on after withdrawn; add to met_by what fulfils",
        ),
        (
            "starts_with: reopened",
            "starts_with: assigned",
            "policies.yaml:25: clocks.tuntas_lagi.starts_with: a step clock starts with one of the steps acknowledged",
        ),
        (
            "starts_with: contribution_requested",
            "starts_with: delegated",
            "policies.yaml:32: clocks.bahan.starts_with: a contribution clock starts with contribution_requested, not",
        ),
        (
            "[contribution_given]",
            "[noted]",
            "policies.yaml:33: clocks.bahan.met_by.0: no step of a complaint that moves clocks: 'noted'; there are ac",
        ),
        (
            "[reopened, rejected, merged, withdrawn]",
            "[reopened, merged, withdrawn]",
            "policies.yaml:45: clocks.setuju: the clock goes on after rejected; add to met_by what fulfils it, else to",
        ),
        # What the complainant owes.
        (
            "scope: step\n    starts_with: information_requested",
            "scope: stage\n    starts_with: information_requested",
            "policies.yaml:38: clocks.balasan.scope: the complainant owes something after a step: scope must be step",
        ),
        (
            "remind_shares: [0.4, 0.8]",
            "warn_share: 0.4",
            "policies.yaml:43: clocks.balasan.warn_share: a complainant is not warned but reminded: say remind_shares",
        ),
        (
            "escalates: false",
            "remind_shares: [0.5]",
            "policies.yaml:20: clocks.tuntas.remind_shares: is for what the complainant owes: say owed_by: complainant",
        ),
        (
            "escalates: false",
            "on_expiry: no_reply",
            "policies.yaml:20: clocks.tuntas.on_expiry: is for what the complainant owes: say owed_by: complainant, or",
        ),
        (
            "[0.4, 0.8]",
            "[0.4, 0.8, 0.8]",
            "policies.yaml:43: clocks.balasan.remind_shares.2: 0.8 does not come after 0.8; list the shares in",
        ),
        ("[0.4, 0.8]", "[40, 80]", "policies.yaml:43: clocks.balasan.remind_shares.0: Input should be less than 1"),
        (
            "on_expiry: no_reply",
            "on_expiry: no_answer",
            "policies.yaml:44: clocks.balasan.on_expiry: Input should be 'no_reply' or 'not_objected'",
        ),
        (
            "owed_by: complainant",
            "owed_by: citizen",
            "policies.yaml:42: clocks.balasan.owed_by: Input should be 'unit' or 'complainant'",
        ),
        # Pauses.
        (
            "escalates: false",
            "max_pauses: 1",
            "policies.yaml:20: clocks.tuntas.max_pauses: no step pauses this clock: say paused_by, or leave",
        ),
        (
            "escalates: false",
            "max_pause: P3D",
            "policies.yaml:20: clocks.tuntas.max_pause: no step pauses this clock: say paused_by, or leave",
        ),
        (
            "within: P30D",
            "within: P30D, max_pauses: 1",
            "policies.yaml:75: policies.1.clocks.1.max_pauses: no step pauses this clock: say paused_by, or leave",
        ),
        # Policies.
        (
            "max_transfers: 2",
            "max_transfers: 2\n    promise_within: P0D",
            "policies.yaml:72: policies.0.promise_within: must be more than zero",
        ),
        (
            "{name: jawab_awal, within: P1D}",
            "{name: jawab, within: P1D}",
            "policies.yaml:58: policies.0.clocks.0.name: no such clock: jawab; defined are jawab_awal, tuntas",
        ),
        (
            "within: P5D",
            "within: 5 days",
            "policies.yaml:59: policies.0.clocks.1.within: must be a duration such as P3D",
        ),
        ("within: P5D", "within: P2W", "policies.yaml:59: policies.0.clocks.1.within: must be a duration such as P3D"),
        ("within: P5D", "within: PT0S", "policies.yaml:59: policies.0.clocks.1.within: must be more than zero"),
        (
            "repeat_every: P1D",
            "repeat_every: P0D",
            "policies.yaml:68: policies.0.repeat_every: must be more than zero, or",
        ),
        (
            "level: 3",
            "level: 4",
            "policies.yaml:64: policies.0.ladder: levels must be 1, 2, 3 … in order, not [1, 2, 4]",
        ),
        (
            "after: P2D",
            "after: PT7H",
            "policies.yaml:67: policies.0.ladder.2.after: PT7H is less than P1D of level 2 on the calendar kantor",
        ),
        (
            "default_policy: biasa",
            "default_policy: b",
            "policies.yaml:54: default_policy: no such policy: b; there are biasa,",
        ),
        ("policies:", "triage_policy: b\npolicies:", "policies.yaml:55: triage_policy: no such policy: b"),
        ("policy: lambat", "policy: lama", "categories.yaml:3: categories.0.policy: no such policy: lama"),
    ],
)
def test_a_fault_is_named_with_file_line_field_and_reason(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    assert fault in faults_after(folder, old, new, fault)
