"""A client of Tanggap's API for channels, in Python: files complaints once, singly or in batches, and follows them.

    async with TanggapClient("https://city.example", api_key) as client:
        filed = await client.file(NewComplaint(text="Lampu jalan mati", external_id="A-1"))
        async for result in client.file_batch(complaints):
            ...

It repeats what got no answer, or one that says to try later. That is safe: a complaint without an id of the channel
gets a key of its own. It knows nothing of the services; what newer versions of the API add is ignored.
"""

from tanggap_client.client import TanggapClient
from tanggap_client.errors import ProblemFault, Refused, TanggapError, Unavailable
from tanggap_client.models import (
    Area,
    BatchResult,
    Category,
    Complaint,
    Filed,
    NewComplaint,
    Point,
    Problem,
    Stepped,
    Tracked,
)
from tanggap_client.retrying import Retrying
from tanggap_client.transport import Answer, Sign

__all__ = [
    "Answer",
    "Area",
    "BatchResult",
    "Category",
    "Complaint",
    "Filed",
    "NewComplaint",
    "Point",
    "Problem",
    "ProblemFault",
    "Refused",
    "Retrying",
    "Sign",
    "Stepped",
    "TanggapClient",
    "TanggapError",
    "Tracked",
    "Unavailable",
]
