"""A delivery after one attempt, as notify kept it before each transport decided what a refusal means."""

from typing import Any

from tests.unit.notify.examples import NOW

WRITTEN_BEFORE: dict[str, Any] = {
    "_id": "7f7e0592-3ca0-575f-8a33-c5658a18bbae",
    "key": "c0ffee00-1111-4222-8333-0123456789ab:1:1:0:roads-head:email",
    "complaint_id": "c0ffee00-1111-4222-8333-0123456789ab",
    "cause": "escalated-bridges",
    "occurred_at": NOW,
    "recipient": "roads-head",
    "transport": "email",
    "endpoint": "roads-head@demo.tanggap.example",
    "language": "en",
    "template": "escalated",
    "level": 1,
    "facts": {
        "unit": "bridges",
        "occurred_at": NOW,
        "clock": "respond_by",
        "due_at": NOW,
        "level": 1,
        "repeat": 0,
        "role": "unit_head",
        "post_unit": "bridges",
        "rerouted": "post_vacant",
    },
    "planned_at": NOW,
    "next_attempt_at": NOW,
    "state": "pending",
    "attempts": 1,
    "slot": 49503,
    "events": [
        {
            "seq": 1,
            "body": b'{"specversion":"1.0","id":"963d7083-e5c9-51a0-8dad-079b1787453a","source":"/tanggap/notify",'
            b'"type":"notification.rerouted.v1","subject":"c0ffee00-1111-4222-8333-0123456789ab",'
            b'"time":"2026-03-02T03:15:00Z","datacontenttype":"application/json","data":{"delivery_id":'
            b'"7f7e0592-3ca0-575f-8a33-c5658a18bbae","recipient":"roads-head","transport":"email",'
            b'"template":"escalated","level":1,"wanted_role":"unit_head","wanted_unit":"bridges",'
            b'"reason":"post_vacant"},"causationid":"escalated-bridges"}',
        }
    ],
    "seq": 1,
    "published_seq": 0,
    "relay_token": 0,
    "pending_since": NOW,
    "proof": [
        {
            "at": NOW,
            "endpoint": "ebb18a030bf15174",
            "outcome": "refused",
            "code": 451,
            "reply": "4.3.0 try later",
            "latency_ms": 0,
        }
    ],
}
