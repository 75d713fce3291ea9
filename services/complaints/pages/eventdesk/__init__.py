"""The event desk: officers at a stand take complaints of many people in a row, often without a network.

The page keeps slips and entries on the tablet, under numbers that it gives out itself; the server gives each event desk
letters of its own, and files what was entered once it can be reached.
"""
