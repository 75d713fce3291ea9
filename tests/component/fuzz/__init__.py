"""Requests made from the description of the API, with real keys, ids and codes, valid ones and wrong ones by turns.

`python -m tests.component.fuzz --requests 10000` is the long form; the short one is a test like any other.
"""
