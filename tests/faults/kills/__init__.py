"""Kills in the first moments of a consumer group's life, hundreds of them: nothing may be lost, nothing may stay stuck.

`forks` starts workers in milliseconds, `campaign` plays the rounds and judges them, `python -m tests.faults.kills` runs
the long form. The worker is `tests.component.chassis.counting`.
"""
