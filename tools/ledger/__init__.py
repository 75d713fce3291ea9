"""Gathers the evidence of a stack for the outside ledger: topics, the API's answers, the mailbox, the logs.

    evidence = await gather(Sources.of(stack), client, key)
    report = check(client, evidence, read_city(stack.city))

`python -m tools.ledger` checks a running stack without a client's record, as far as its topics and mails allow.
"""

from tools.ledger.gather import Sources, gather

__all__ = ["Sources", "gather"]
