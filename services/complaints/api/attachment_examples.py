"""Examples of requests and answers about photos and documents."""

from typing import Any

from services.complaints.domain.attachments import MAX_BYTES, MAX_EACH, MediaType, Phase

ATTACHMENT_ID = "5b1f6a54-2f7e-4f0c-9a56-0b6f7f4a3c11"
_COMPLAINT_ID = "0d7c2a51-8f0e-4c7b-9d64-3f1f0a6c5e21"

ATTACHMENT: dict[str, Any] = {
    "id": ATTACHMENT_ID,
    "phase": "after",
    "media_type": "image/jpeg",
    "size": 284_113,
    "added_at": "2026-03-04T03:20:00Z",
    "unit": "dinas-pu",
    "link": f"/v1/complaints/{_COMPLAINT_ID}/attachments/{ATTACHMENT_ID}",
    "taken_at": "2026-03-04T03:05:12Z",
    "away_m": 1_840,
    "flags": [{"code": "far_from_complaint", "text": "Diambil jauh dari lokasi laporan", "complaint_id": None}],
}
ATTACHMENTS: dict[str, Any] = {"attachments": [ATTACHMENT]}

UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MAX_EACH,
                            "items": {"type": "string", "format": "binary"},
                            "description": f"JPEG, PNG, WebP or PDF, each of at most {MAX_BYTES} bytes; a part each.",
                        },
                        "phase": {
                            "type": "string",
                            "enum": list(Phase),
                            "default": Phase.BEFORE.value,
                            "description": "What the files show; `after`, the result of the work, is for officers.",
                        },
                    },
                },
                "example": {"file": ["(the bytes of a photo)"], "phase": "before"},
            }
        },
    }
}
_BINARY = {"schema": {"type": "string", "format": "binary"}, "example": "(the bytes of a photo)"}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file. Browsers save it and never show it in place.",
        "content": {MediaType.JPEG.value: _BINARY, MediaType.PDF.value: _BINARY},
    }
}
