"""A browser is recognised by its cookie alone, and what is kept of it differs from question to question."""

from starlette.responses import Response

from services.improvements.voters import Voter, Voters
from web.keys import PageKey

VOTERS = Voters(PageKey(b"k" * 32), is_secure=True)


def cookie_of(voter: Voter, voters: Voters = VOTERS) -> dict[str, str]:
    """What a browser sends after it was given its cookie."""
    answer = Response()
    voters.remember(voter, answer)
    name, _, value = answer.headers["set-cookie"].split(";")[0].partition("=")
    return {name: value}


def test_a_browser_is_recognised_by_its_cookie() -> None:
    new = VOTERS.met({})
    assert new.is_new and VOTERS.known({}) is None
    again = VOTERS.met(cookie_of(new), "another form")
    assert again == Voter(new.id, False)


def test_the_same_form_is_one_browser_and_another_one_is_another() -> None:
    assert VOTERS.met({}, "form") == VOTERS.met({}, "form") != VOTERS.met({}, "other")
    assert VOTERS.met({}) != VOTERS.met({})


def test_a_cookie_that_is_made_up_or_of_another_city_is_none() -> None:
    elsewhere = cookie_of(Voter("me", True), Voters(PageKey(b"x" * 32), is_secure=True))
    for cookies in (elsewhere, {VOTERS.cookie_name: '"me"'}, {VOTERS.cookie_name: ""}):
        assert VOTERS.known(cookies) is None


def test_the_cookie_is_for_this_host_over_https_and_no_script_reads_it() -> None:
    answer = Response()
    VOTERS.remember(Voter("me", True), answer)
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-forum=")
    assert all(part in said for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    answer = Response()
    VOTERS.remember(Voter("me", False), answer)
    assert "set-cookie" not in answer.headers


def test_what_is_kept_does_not_lead_from_one_question_to_the_next() -> None:
    me = Voter("me", False)
    assert VOTERS.kept_as(me, "q-1") == VOTERS.kept_as(me, "q-1") != VOTERS.kept_as(me, "q-2")
    assert "me" not in (VOTERS.kept_as(me, "q-1"), VOTERS.kept_as(me, "q-2"))
