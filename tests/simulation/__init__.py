"""A year of a whole city in virtual time: many lives through the services' own decisions, and a ledger of them.

`year` plays the lives: `agenda` orders what happens, `services` runs the decisions with topics between them as Kafka
keeps them, `people` act by their habits and `impossible` tries what must be refused. `ledger` knows nothing of the
domains: it counts working time (`working_time`) and clocks (`clocks`) by itself and says what does not hold.
"""
