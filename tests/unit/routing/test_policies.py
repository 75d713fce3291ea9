"""The deadlines' rules that travel with an assignment."""

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from city.files.policies import PoliciesFile
from tests.unit.routing.cities import POLICIES, policies

MADE = policies()


@pytest.mark.parametrize(("category", "policy"), [("air", "cepat"), ("jalan", "umum"), (None, "umum"), ("x", "umum")])
def test_a_category_has_its_policy_or_the_default_one(category: str | None, policy: str) -> None:
    assert MADE.for_category(category, "office").name == policy


def test_a_snapshot_says_all_of_the_policy_with_calendar_and_version() -> None:
    snapshot = MADE.for_category("air", "office").model_dump(mode="json")
    assert (snapshot.pop("calendar"), snapshot.pop("version")) == ("office", "v7")
    clocks = {clock.pop("name"): clock for clock in snapshot.pop("clocks")}
    policy = {**POLICIES["policies"][1]}
    within = {clock["name"]: clock["within"] for clock in policy.pop("clocks")}
    for name, rule in POLICIES["clocks"].items():
        assert clocks[name] == {key: rule[key] for key in rule.keys() - {"title", "asks"}} | {"within": within[name]}
    assert clocks.keys() == within.keys()
    assert snapshot == policy


def test_a_policy_is_the_same_on_another_calendar_but_for_its_name() -> None:
    office, always = MADE.for_category("air", "office"), MADE.for_category("air", "always")
    assert office != always
    assert office.model_copy(update={"calendar": "always"}) == always


def test_a_policy_may_warn_at_a_share_of_its_own() -> None:
    changed = copy.deepcopy(POLICIES["policies"])
    changed[0]["clocks"][0]["warn_share"] = 0.5
    first, second, _ = policies(policies=changed).for_category("jalan", "office").clocks
    assert (first.warn_share, second.warn_share) == (0.5, 0.75)


def test_a_clock_that_pauses_does_so_twice_at_most_unless_the_city_says_otherwise() -> None:
    unsaid = copy.deepcopy(POLICIES["clocks"])
    unsaid["resolve_by"]["max_pauses"] = None
    made = {clock.name: clock.max_pauses for clock in policies(clocks=unsaid).for_category("jalan", "office").clocks}
    assert made == {"acknowledge_by": None, "respond_by": None, "resolve_by": 2}


def test_a_policy_may_limit_pauses_in_its_own_way() -> None:
    changed = copy.deepcopy(POLICIES["policies"])
    changed[0]["clocks"][2] |= {"max_pauses": 0, "max_pause": "P1D"}
    *_, resolve = policies(policies=changed).for_category("jalan", "office").clocks
    assert (resolve.max_pauses, resolve.max_pause) == (0, "P1D")


def test_what_a_policy_does_not_say_of_promises_and_corrections_has_a_default() -> None:
    changed = copy.deepcopy(POLICIES["policies"])
    for unsaid in ("promise_within", "max_reclassifications"):
        del changed[0][unsaid]
    made = policies(policies=changed).for_category("jalan", "office")
    assert (made.promise_within, made.max_reclassifications) == ("P14D", 2)


def test_the_triage_desk_has_its_own_policy_or_the_default_one() -> None:
    assert MADE.for_triage("always").name == "triase"
    assert policies(triage_policy=None).for_triage("always").name == "umum"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"policies": []}, "at least 1 item"),
        ({"deadline": "P3D"}, "not permitted"),
    ],
)
def test_a_fault_of_the_file_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        PoliciesFile.model_validate({**POLICIES, **change})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("clocks", [{"name": "respond_by", "within": "3 days"}], "match pattern"),
        ("clocks", [{"name": "respond_by", "within": "P1W"}], "match pattern"),
        ("clocks", [{"name": "respond_by", "within": "P1234567D"}], "match pattern"),
        ("clocks", [{"name": "respond_by", "within": "P٣D"}], "match pattern"),
        ("clocks", [{"name": "respond_by", "within": "P3D", "warn_share": 1}], "less than 1"),
        ("clocks", [{"name": "respond_by", "within": "P3D", "warn_share": 0}], "greater than 0"),
        ("clocks", [], "at least 1 item"),
        ("reopen_within", "two weeks", "match pattern"),
        ("max_reclassifications", -1, "greater than or equal to 0"),
        ("promise_within", "a week", "match pattern"),
        ("max_transfers", -1, "greater than or equal to 0"),
        ("repeat_times", -1, "greater than or equal to 0"),
        ("ladder", [], "at least 1 item"),
        ("ladder", [{"level": 1, "role": "mayor", "after": "PT0S", "copy": "x"}], "not permitted"),
        ("ladder", [{"level": 1, "role": "The Mayor", "after": "PT0S"}], "match pattern"),
    ],
)
def test_a_fault_of_a_policy_is_named(field: str, value: object, said: str) -> None:
    changed = copy.deepcopy(POLICIES)
    changed["policies"][0][field] = value
    with pytest.raises(ValidationError, match=said):
        PoliciesFile.model_validate(changed)
