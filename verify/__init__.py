"""The outside ledger: compares what a client was promised with what the topics, the API and the mailbox say.

    evidence = await gather(Sources.of(stack), client, key)
    report = check(client, evidence, read_city(stack.city))

It knows no service's code. `Report.findings` is empty when every promise was kept. Without a client's record,
`python -m verify` checks a running stack as far as its topics and mails allow.
"""

from verify.check import check
from verify.city import City, read_city
from verify.client import Act, ClientRecord, Filing
from verify.evidence import Answer, Entry, Evidence, Histories, History
from verify.gather import Sources, gather
from verify.report import KINDS, Finding, Report
from verify.timing import Timing
from verify.topics import NotReadable, TopicReader

__all__ = [
    "KINDS",
    "Act",
    "Answer",
    "City",
    "ClientRecord",
    "Entry",
    "Evidence",
    "Filing",
    "Finding",
    "Histories",
    "History",
    "NotReadable",
    "Report",
    "Sources",
    "Timing",
    "TopicReader",
    "check",
    "gather",
    "read_city",
]
