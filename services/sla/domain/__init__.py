"""What follows from the events of a complaint for its deadlines, in steps that go one way.

`history` takes an event in, `runs` and `clocks` derive the clocks from all events, `deadlines` finds what is to be said
of them, `ladder` and `ladders` who must hear of it, `outputs` makes the events. `decide` joins these steps, and nothing
else does.
"""
