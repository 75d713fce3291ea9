"""The outside ledger: compares what a client was promised with what the topics, the API and the mailbox say.

    evidence = await gather(stack, client, key)
    report = check(client, evidence, read_city(stack.city))

It knows no service's code. `Report.findings` is empty when every promise was kept.
"""

from demo.ledger.check import check
from demo.ledger.city import CityFacts, read_city
from demo.ledger.client import Act, ClientRecord, Filing
from demo.ledger.evidence import Answer, Entry, Evidence, Histories, History
from demo.ledger.gather import gather
from demo.ledger.report import KINDS, Finding, Report
from demo.ledger.timing import Timing
from demo.ledger.topics import TopicReader

__all__ = [
    "KINDS",
    "Act",
    "Answer",
    "CityFacts",
    "ClientRecord",
    "Entry",
    "Evidence",
    "Filing",
    "Finding",
    "Histories",
    "History",
    "Report",
    "Timing",
    "TopicReader",
    "check",
    "gather",
    "read_city",
]
