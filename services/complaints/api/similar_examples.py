"""What the description of the API shows of similar complaints."""

from typing import Any

OTHER_ID = "5b0a8f0e-3d52-4a7e-8a55-0c9c4e1d2f66"
SIMILAR: dict[str, Any] = {
    "category": "saluran-mampet",
    "filed_at": "2026-03-01T23:05:00Z",
    "likeness": 86,
    "distance_m": 40,
    "id": OTHER_ID,
    "link": f"/v1/complaints/{OTHER_ID}",
    "state": "assigned",
}

FOLLOWER_ID = "9a3d2f10-6b7e-4c11-8f4e-2d5a7c9e0b13"
FOLLOWER_CODE = "3F8K-Q2ND-7XBW-M4TZ"
NEW_FOLLOWER: dict[str, Any] = {
    "text": "Rumah saya juga kebanjiran",
    "external_id": "A-7",
    "language": "id",
    "wants_updates": True,
}
FOLLOWING: dict[str, Any] = {
    "id": FOLLOWER_ID,
    "tracking_code": FOLLOWER_CODE,
    "state": "duplicate",
    "filed_at": "2026-03-02T03:00:00Z",
    "links": {"self": f"/v1/complaints/{FOLLOWER_ID}", "track": f"/v1/track/{FOLLOWER_CODE}"},
}
