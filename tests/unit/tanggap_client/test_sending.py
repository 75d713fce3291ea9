"""What is sent again and what is not, and what a caller learns of it."""

import json
from collections.abc import Callable, Iterable, Mapping

import httpx
import pytest

from tanggap_client import NewComplaint, Refused, Retrying, TanggapClient, Unavailable

AT_ONCE = Retrying(attempts=3, first_s=0, max_s=0)
FILED = {"id": "c-1", "tracking_code": "AAAA", "state": "filed", "filed_at": "2026-03-02T01:30:00Z"}
PROBLEM = {
    "type": "/problems/invalid-fields",
    "title": "Some fields are wrong",
    "detail": "nothing was kept",
    "errors": [{"field": "text", "reason": "it is blank", "remedy": "write something", "code": "new"}],
}
Answer = httpx.Response | type[httpx.TransportError]


class Api:
    """Gives one answer after the other and remembers what was asked."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers, self.asked = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, httpx.Response):
            return answer
        raise answer("made up")

    def client(self, sign: Callable[[str, str, bytes], dict[str, str]] | None = None) -> TanggapClient:
        http = httpx.AsyncClient(base_url="http://city.example", transport=httpx.MockTransport(self))
        return TanggapClient(api_key="secret", http=http, retrying=AT_ONCE, sign=sign)


async def test_what_gets_no_answer_or_only_later_is_sent_again_under_the_same_key() -> None:
    api = Api([httpx.ConnectError, httpx.Response(503), httpx.Response(201, json=FILED)])
    filed = await api.client().file(NewComplaint(text="x"))
    assert (filed.id, filed.replayed) == ("c-1", False)
    assert len({each.headers["Idempotency-Key"] for each in api.asked}) == 1
    assert {each.content for each in api.asked} == {b'{"text": "x"}'}
    assert {each.headers["X-API-Key"] for each in api.asked} == {"secret"}


async def test_two_complaints_without_ids_have_keys_of_their_own_and_an_id_needs_none() -> None:
    api = Api([httpx.Response(201, json=FILED) for _ in range(3)])
    client = api.client()
    for external_id in (None, None, "A-1"):
        await client.file(NewComplaint(text="x", external_id=external_id))
    first, second, third = api.asked
    assert first.headers["Idempotency-Key"] != second.headers["Idempotency-Key"]
    assert "Idempotency-Key" not in third.headers


async def test_a_repetition_is_told() -> None:
    api = Api([httpx.Response(201, json=FILED, headers={"Idempotency-Replayed": "true"})])
    assert (await api.client().file(NewComplaint(text="x", external_id="A"))).replayed


async def test_a_refusal_is_final_and_says_why() -> None:
    api = Api([httpx.Response(422, json=PROBLEM)])
    with pytest.raises(Refused) as raised:
        await api.client().file(NewComplaint(text=" "))
    assert (raised.value.status, raised.value.problem.errors[0].remedy) == (422, "write something")
    assert "text: it is blank (write something)" in str(raised.value)
    assert len(api.asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"errors": 1}'])
async def test_a_refusal_in_another_form_is_one_as_well(body: bytes) -> None:
    api = Api(
        [
            httpx.Response(
                404, content=body, headers={"Content-Type": "application/json" if body[:1] != b"<" else "text/html"}
            )
        ]
    )
    with pytest.raises(Refused) as raised:
        await api.client().get("unknown/..")
    assert raised.value.problem.status == 404
    assert api.asked[0].url.raw_path == b"/v1/complaints/unknown%2F.."


async def test_after_the_last_attempt_nothing_is_known() -> None:
    api = Api([httpx.Response(503), httpx.ReadTimeout, httpx.Response(429)])
    with pytest.raises(Unavailable, match="3 attempts"):
        await api.client().file(NewComplaint(text="x"))


async def test_a_step_is_sent_once() -> None:
    api = Api([httpx.ReadError])
    with pytest.raises(Unavailable):
        await api.client().act_as_complainant("AAAA", "reply", text="x")
    assert len(api.asked) == 1


async def test_every_attempt_is_signed_anew_over_path_and_body() -> None:
    signed: list[tuple[str, str, bytes]] = []

    def sign(method: str, path: str, body: bytes) -> dict[str, str]:
        signed.append((method, path, body))
        return {"X-Signature": str(len(signed))}

    api = Api([httpx.Response(503), httpx.Response(200, json={"areas": []})])
    await api.client(sign).areas("99.71")
    assert signed == [("GET", "/v1/areas?parent=99.71", b"")] * 2
    assert [each.headers["X-Signature"] for each in api.asked] == ["1", "2"]


def _results(*lines: dict[str, object]) -> httpx.Response:
    return httpx.Response(200, content=b"".join(json.dumps(each).encode() + b"\n" for each in lines))


def _kept(line: int) -> dict[str, object]:
    return {"line": line, "status": 201, "id": f"c-{line}", "tracking_code": "A", "replayed": False}


async def test_only_what_has_no_result_is_sent_again_and_results_keep_their_order() -> None:
    later = {"line": 2, "status": 503, "problem": PROBLEM}
    cut_short = httpx.Response(200, content=json.dumps(_kept(1)).encode() + b'\n{"line": 2, "sta')
    refused = {"line": 2, "status": 422, "problem": PROBLEM}
    api = Api([_results(_kept(1), later, _kept(3)), httpx.ConnectError, cut_short, _results(_kept(1), refused)])
    given = [NewComplaint(text="x", external_id=f"A-{number}") for number in range(5)]
    found = [each async for each in api.client().file_batch(given)]
    assert [(each.position, each.external_id, each.status) for each in found] == [
        (0, "A-0", 201),
        (1, "A-1", 201),
        (2, "A-2", 201),
        (3, "A-3", 201),
        (4, "A-4", 422),
    ]
    assert found[4].problem is not None and found[4].problem.errors[0].field == "text"
    sent = [[json.loads(line)["external_id"] for line in each.content.splitlines()] for each in api.asked]
    assert sent == [["A-0", "A-1", "A-2", "A-3", "A-4"], *[["A-1", "A-3", "A-4"]] * 2, ["A-3", "A-4"]]


async def test_a_batch_that_is_refused_as_a_whole_or_never_answered_is_said_to_be() -> None:
    given = [NewComplaint(text="x", external_id="A")]
    with pytest.raises(Refused):
        _ = [each async for each in Api([httpx.Response(401, json=PROBLEM)]).client().file_batch(given)]
    with pytest.raises(Unavailable, match="1 complaints have no result"):
        _ = [each async for each in Api([httpx.Response(503)] * 3).client().file_batch(given)]


async def test_a_body_is_sent_as_it_is_and_known_by_its_id() -> None:
    body = {"text": "x\ud800", "external_id": "A-1", "filed_at": "2025-01-06T00:44:40Z", "history": {"state": "closed"}}
    api = Api([_results(_kept(1), _kept(2))])
    found = [each async for each in api.client().file_batch([body, NewComplaint(text="y", external_id="A-2")])]
    assert [each.external_id for each in found] == ["A-1", "A-2"]
    assert json.loads(api.asked[0].content.splitlines()[0]) == body


async def test_a_batch_waits_as_long_as_the_api_asks_and_says_what_the_last_answer_was() -> None:
    asked: list[Mapping[str, str]] = []

    class Noting(Retrying):
        def pause_s(self, attempt: int, headers: Mapping[str, str]) -> float:
            asked.append(headers)
            return 0

    api = Api([httpx.Response(429, headers={"Retry-After": "7"})] * 3)
    http = httpx.AsyncClient(base_url="http://city.example", transport=httpx.MockTransport(api))
    client = TanggapClient(http=http, retrying=Noting(attempts=3))
    with pytest.raises(Unavailable, match="last: 429") as raised:
        _ = [each async for each in client.file_batch([NewComplaint(text="x", external_id="A")])]
    assert [each["Retry-After"] for each in [*asked, raised.value.headers]] == ["7"] * 3


async def test_many_complaints_go_in_several_requests() -> None:
    api = Api([_results(_kept(1), _kept(2)), _results(_kept(1), _kept(2)), _results(_kept(1))])
    given = (NewComplaint(text="x", external_id=f"A-{number}") for number in range(5))
    found = [each async for each in api.client().file_batch(given, lines=2)]
    assert [(each.position, each.external_id) for each in found] == [(n, f"A-{n}") for n in range(5)]


@pytest.mark.parametrize(
    ("attempt", "headers", "least", "most"),
    [
        (1, {}, 0.5, 1),
        (3, {}, 2, 4),
        (9, {}, 5, 10),
        (1, {"Retry-After": "6"}, 6, 7.5),
        (1, {"Retry-After": "600"}, 10, 10),
        (1, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 0.5, 1),
    ],
)
def test_pauses_double_and_the_api_may_ask_for_longer_ones(
    attempt: int, headers: dict[str, str], least: float, most: float
) -> None:
    pauses = [Retrying(first_s=1, max_s=10).pause_s(attempt, headers) for _ in range(50)]
    assert all(least <= each <= most for each in pauses)
