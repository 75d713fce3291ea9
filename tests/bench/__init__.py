"""Measures Tanggap against bare loops on the same broker and store, in the same run: `python -m tests.bench`.

Absolute rates say more about the machine than about the code, so every goal of throughput is a ratio: what a service
makes of a second, held against the plainest honest program (in `tests/bench/bare`) that does the same kind of work.
"""
