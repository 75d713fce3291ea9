"""One example for every request and every answer but refusals, as the description of the API shows them."""

from collections.abc import Mapping
from typing import Any

from fastapi import Body

from services.complaints.api.attachment_examples import ATTACHMENTS
from services.complaints.api.similar_examples import OTHER_ID, SIMILAR

Example = dict[str, Any]

COMPLAINT_ID = "0d7c2a51-8f0e-4c7b-9d64-3f1f0a6c5e21"
TRACKING_CODE = "7Q2M-X9TD-4KBW-H6RZ-5"
FILED_AT = "2026-03-02T01:30:00Z"
CURSOR = f"001772960400000.{COMPLAINT_ID}"

NEW_COMPLAINT: Example = {
    "text": "Got depan pasar mampet, air meluap ke jalan",
    "category": "saluran-mampet",
    "area": "99.71.01.1001",
    "point": {"latitude": -7.25, "longitude": 112.75},
    "external_id": "A-1",
    "language": "id",
    "wants_updates": True,
}
FILED: Example = {
    "id": COMPLAINT_ID,
    "tracking_code": TRACKING_CODE,
    "state": "filed",
    "filed_at": FILED_AT,
    "links": {"self": f"/v1/complaints/{COMPLAINT_ID}", "track": f"/v1/track/{TRACKING_CODE}"},
    "similar": [SIMILAR],
}

OFFICER_STEPS: dict[str, Example] = {
    "acknowledge": {"message": "Kami tangani hari ini", "note": "Petugas lapangan berangkat pukul 10"},
    "reject": {"reason": "outside_city", "message": "Lokasi ini di luar wilayah kota"},
    "transfer": {"reason": "not_responsible", "to_unit": "dinas-lh"},
    "reclassify": {"reason": "wrong_category", "category": "banjir"},
    "delegate": {"to_unit": "bidang-drainase"},
    "merge": {"reason": "duplicate_same_place", "into": OTHER_ID, "message": "Laporan ini kami gabungkan"},
    "acknowledge_escalation": {
        "promised_until": "2026-03-13T09:00:00Z",
        "note": "Pompa cadangan dikirim besok, selesaikan sebelum Jumat",
    },
}
OFFICER_STEPPED: Example = {
    "id": COMPLAINT_ID,
    "state": "acknowledged",
    "version": 3,
    "unit": "dinas-pu",
    "possible_actions": ["start", "report_progress", "request_information", "resolve", "reject", "transfer", "note"],
}

_UNIT_NAME = {"id": "dinas-pu", "name": "Dinas Pekerjaan Umum"}
_DEADLINES = [
    {
        "name": "first_response",
        "text": "tindak lanjut pertama",
        "state": "running",
        "due_at": "2026-03-09T09:00:00Z",
        "breached_at": None,
        "owed_by": "unit",
        "unit": None,
    }
]
_EXPECTED = {"by": "unit", "unit": _UNIT_NAME, "person": None}
_TIMELINE = [
    {"at": FILED_AT, "type": "complaint.filed", "text": "Laporan diterima.", "unit": None, "message": None},
    {
        "at": "2026-03-02T01:30:01Z",
        "type": "complaint.assigned",
        "text": "Laporan diserahkan kepada Dinas Pekerjaan Umum.",
        "unit": _UNIT_NAME,
        "message": None,
    },
    {
        "at": "2026-03-02T02:10:00Z",
        "type": "complaint.acknowledged",
        "text": "Dinas Pekerjaan Umum menerima laporan ini untuk ditangani.",
        "unit": _UNIT_NAME,
        "message": "Kami tangani hari ini",
    },
]
TRACKED: Example = {
    "id": COMPLAINT_ID,
    "language": "id",
    "state": "acknowledged",
    "state_text": "diterima unit",
    "is_duplicate": False,
    "unit": _UNIT_NAME,
    "filed_at": FILED_AT,
    "overdue": False,
    "expected": _EXPECTED,
    "promised_until": None,
    "reopen_until": None,
    "rating": None,
    "surveyed_at": None,
    "deadlines": _DEADLINES,
    "timeline": _TIMELINE,
    **ATTACHMENTS,
    "possible_actions": ["comment", "withdraw"],
}
DETAIL: Example = {
    "id": COMPLAINT_ID,
    "version": 3,
    "channel": "demo",
    "external_id": "A-1",
    "state": "acknowledged",
    "unit": _UNIT_NAME,
    "assignment_number": 1,
    "transfers": 0,
    "text": NEW_COMPLAINT["text"],
    "language": "id",
    "category": "saluran-mampet",
    "area": "99.71.01.1001",
    "point": NEW_COMPLAINT["point"],
    "filed_at": FILED_AT,
    "overdue": False,
    "expected": {**_EXPECTED, "person": "officer-pu"},
    "level": 0,
    "promised_until": None,
    "reopen_until": None,
    "rating": None,
    "is_bound": False,
    "review_pending": False,
    "delegated_to": None,
    "assignee": "officer-pu",
    "contributors": [],
    "contributed": [],
    "stages": [
        {"unit": _UNIT_NAME, "since": "2026-03-02T01:30:01Z", "until": None, "days": 0.03, "overdue": []},
    ],
    "deadlines": _DEADLINES,
    "timeline": _TIMELINE,
    "remarks": [
        {"seq": 2, "note": "Petugas lapangan berangkat pukul 10", "message": "Kami tangani hari ini", "text": None}
    ],
    "duplicate_of": None,
    "duplicates": [],
    "similar": [SIMILAR],
    **ATTACHMENTS,
    "possible_actions": OFFICER_STEPPED["possible_actions"],
}
PAGE: Example = {
    "unit": "dinas-pu",
    "complaints": [
        {
            "id": COMPLAINT_ID,
            "version": 3,
            "state": "acknowledged",
            "state_text": "diterima unit",
            "category": {"code": "saluran-mampet", "name": "Saluran mampet"},
            "area": {"code": "99.71.01.1001", "name": "Kelurahan Melati"},
            "unit": _UNIT_NAME,
            "filed_at": FILED_AT,
            "next_deadline": {
                "name": "first_response",
                "text": "tindak lanjut pertama",
                "due_at": "2026-03-09T09:00:00Z",
                "owed_by": "unit",
                "is_late": False,
                "working_time": "P4DT7H20M",
                "working_time_text": "4 hari kerja 7 jam kerja lagi",
            },
            "last_event": {
                "type": "complaint.acknowledged",
                "text": "Dinas Pekerjaan Umum menerima laporan ini untuk ditangani.",
                "at": "2026-03-02T02:10:00Z",
            },
            "expected": {"by": "unit", "unit": _UNIT_NAME, "person": None},
            "overdue": False,
            "link": f"/v1/complaints/{COMPLAINT_ID}",
        }
    ],
    "next": CURSOR,
}
CSV = (
    "\ufeffid,status,kode kategori,kategori,kode wilayah,wilayah,kode unit,unit,diterima pada,tenggat berikutnya,"
    "jatuh tempo,kewajiban,waktu kerja,terlambat,kejadian terakhir,waktu kejadian terakhir,yang ditunggu,"
    "unit yang ditunggu,petugas\r\n"
)
CATEGORY: Example = {
    "code": "saluran-mampet",
    "name": {"id": "Saluran mampet", "en": "Blocked drain"},
    "description": None,
    "deadlines": [
        {
            "clock": "first_response",
            "title": {"id": "tindak lanjut pertama", "en": "first response"},
            "within": "P5D",
            "words": {"id": "5 hari kerja", "en": "5 working days"},
        }
    ],
}
CATEGORIES: Example = {"categories": [CATEGORY]}
AREAS: Example = {
    "areas": [
        {"code": "99.71.01.1001", "name": {"id": "Kelurahan Melati", "en": "Melati Village"}, "parent": "99.71.01"}
    ]
}
REPLIES: Example = {
    "language": "id",
    "replies": [
        {
            "action": "resolve",
            "category": "saluran-mampet",
            "reason": "work_done",
            "title": "Saluran sudah dibersihkan",
            "text": "Saluran di Kelurahan Lembayung Kidul sudah kami bersihkan …",
            "open": [],
        }
    ],
}
UNIT: Example = {
    "id": "dinas-pu",
    "name": {"id": "Dinas Pekerjaan Umum", "en": "Public Works Agency"},
    "description": None,
    "kind": "agency",
    "parent": "kota",
    "open": {"assigned": 3, "in_progress": 2},
    "open_total": 5,
    "overdue": 1,
    "counted_at": "2026-03-02T02:15:00Z",
}
UNITS: Example = {"units": [UNIT]}


def in_body(examples: Mapping[str, Example]) -> Any:
    """The marker of a body that is described with these examples, by name."""
    return Body(openapi_examples={name: {"value": example} for name, example in examples.items()})


def in_answer(status: int, example: Example) -> dict[int | str, dict[str, Any]]:
    """What a route says of its answer with this status."""
    return {status: {"content": {"application/json": {"example": example}}}}
