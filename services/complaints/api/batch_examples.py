"""A batch and its answer, as the description of the API shows them."""

from services.complaints.api.examples import COMPLAINT_ID, TRACKING_CODE

LINES = (
    '{"external_id": "A-1", "text": "Got depan pasar mampet", "category": "saluran-mampet"}\n'
    '{"external_id": "A-2", "text": ""}\n'
)
RESULTS = (
    f'{{"line":1,"status":201,"id":"{COMPLAINT_ID}","tracking_code":"{TRACKING_CODE}","replayed":false}}\n'
    '{"line":2,"status":422,"problem":{"type":"/problems/invalid-fields","title":"Some fields are wrong",'
    '"status":422,"detail":"nothing was kept, because of: text","errors":[{"field":"text","reason":"nothing is left of'
    ' the text without its blanks","remedy":"write what it is about"}],"instance":"/v1/complaints/batch"}}\n'
)
