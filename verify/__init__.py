"""The outside ledger: compares what a client was promised with what the topics, the API and the mailbox say.

    report = check(client, evidence, read_city(folder))

It knows no service's code. `Report.findings` is empty when every promise was kept. `tools.ledger` gathers the evidence
of a stack; the auditor judges one history at a time by the same model.
"""

from verify.check import check
from verify.city import City, read_city
from verify.client import Act, ClientRecord, Filing
from verify.evidence import Answer, Entry, Evidence, Histories, History
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
    "Timing",
    "TopicReader",
    "check",
    "read_city",
]
