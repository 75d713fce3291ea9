"""What the description of the API shows of complaints that were dealt with in another system."""

from typing import Any

IMPORTED: dict[str, Any] = {
    "text": "Jalan berlubang di depan balai desa",
    "category": "jalan-rusak",
    "area": "99.71.01.1001",
    "external_id": "5001",
    "filed_at": "2025-01-06T07:44:40+07:00",
    "policy": "lebih-lama",
    "history": {"state": "closed", "closed_at": "2025-02-01T10:00:00+07:00", "reason": "not_objected"},
}
