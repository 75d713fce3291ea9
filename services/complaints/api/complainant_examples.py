"""Examples of what complainants send and are answered, as the description of the API shows them."""

from services.complaints.api.examples import COMPLAINT_ID, Example

COMPLAINANT_STEPS: dict[str, Example] = {
    "reply": {"text": "Di depan nomor 12"},
    "reopen": {"reason": "not_fixed", "text": "Masih meluap"},
    "withdraw": {"reason": "no_longer_needed"},
    "rate": {"stars": 4, "text": "Cepat ditangani"},
    "survey": {
        "scores": {
            "requirements": 4,
            "procedure": 3,
            "time": 2,
            "cost": 4,
            "product": 3,
            "competence": 3,
            "behaviour": 4,
            "complaint_handling": 3,
            "facilities": 3,
        },
        "text": "Petugasnya ramah",
    },
}
COMPLAINANT_STEPPED: Example = {
    "id": COMPLAINT_ID,
    "state": "in_progress",
    "version": 6,
    "unit": "dinas-pu",
    "possible_actions": ["comment", "withdraw"],
    "question": None,
}
