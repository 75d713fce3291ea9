"""What an import of the demonstration reports of an answer, whatever it was."""

from demo.export_run import answer_of
from demo.intake_client import Reply
from tests.unit.verify.logs import START
from tools.tanggap.imports.records import Fault
from verify import Filing


def test_a_refusal_names_field_reason_and_remedy() -> None:
    refused = Reply(422, {"errors": [{"field": "external_id", "reason": "used before", "remedy": "send another"}]})
    answer = answer_of(Filing("1001", {}, 422, START), refused)
    assert answer.faults == (Fault("external_id", "used before", "send another"),)
    assert not answer.is_accepted


def test_no_answer_is_a_refusal_too() -> None:
    (fault,) = answer_of(Filing("1001", {}, None, START), Reply(0, {})).faults
    assert fault.reason == "no answer"


def test_an_accepted_one_has_its_complaint() -> None:
    answer = answer_of(Filing("1001", {}, 201, START, "c1", "CODE", replayed=True), Reply(201, {}))
    assert (answer.complaint_id, answer.tracking_code, answer.repeated) == ("c1", "CODE", True)
