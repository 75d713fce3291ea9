"""What a provider says of somebody, as who they are here."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.complaints.oidc.claims import Vouched, lacks, vouched
from services.complaints.oidc.client import OidcClient
from services.complaints.oidc.refusals import Refused, SignInRefused

CLIENT = OidcClient("https://issuer.example", "tanggap", "https://lapor.example")
KNOWN = {"pu", "pu-heads"}
json = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each), max_leaves=6)


@pytest.mark.parametrize(
    ("groups", "kept"),
    [
        (["pu"], ("pu",)),
        (["others", "pu-heads", "pu", "pu"], ("pu", "pu-heads")),
        ("pu", ("pu",)),
        (["pu", 7, None, ["pu-heads"]], ("pu",)),
    ],
)
def test_of_somebodys_groups_those_are_kept_that_have_a_role_here(groups: Any, kept: tuple[str, ...]) -> None:
    claims = {"preferred_username": "ani", "groups": groups}
    assert vouched(claims, CLIENT, KNOWN) == Vouched("ani", kept)


@pytest.mark.parametrize("groups", [None, [], "others", ["others"], [["pu"]], {"pu": True}, 7])
def test_whoever_is_in_no_group_of_ours_is_refused(groups: Any) -> None:
    with pytest.raises(SignInRefused) as refusal:
        vouched({"preferred_username": "ani", "groups": groups}, CLIENT, KNOWN)
    assert refusal.value.refused is Refused.NO_GROUP


@pytest.mark.parametrize("person", [None, "", "Ani", "ani@example.go.id", "a" * 65, "-ani", "ani ", 7, ["ani"]])
def test_a_name_that_cannot_stand_in_records_is_refused(person: Any) -> None:
    with pytest.raises(SignInRefused) as refusal:
        vouched({"preferred_username": person, "groups": ["pu"]}, CLIENT, KNOWN)
    assert refusal.value.refused is Refused.PERSON


@given(st.dictionaries(st.sampled_from(["preferred_username", "groups", "sub"]), json))
def test_whatever_it_says_is_a_person_or_a_refusal_that_repeats_nothing(claims: dict[str, Any]) -> None:
    try:
        found = vouched(claims, CLIENT, KNOWN)
    except SignInRefused as refusal:
        assert refusal.code in {"person_unusable", "group_unknown", "groups_missing"}
    else:
        assert found.person == claims["preferred_username"]
        assert set(found.groups) <= KNOWN


def test_other_claims_may_be_named() -> None:
    client = OidcClient("https://i.example", "t", "https://l.example", groups_claim="roles", person_claim="nip")
    assert vouched({"nip": "198001", "roles": ["pu"], "groups": []}, client, KNOWN) == Vouched("198001", ("pu",))
    assert lacks({"groups": [], "nip": "1"}, client)
    assert not lacks({"roles": [], "nip": "1"}, client)
