"""The command `tanggap`: channels, their webhooks, dead letters, repairs and imports, for whoever operates a city.

Leaves with 0 when all was done, 1 when something was refused or is unavailable, 2 when the call or a setting is wrong.
"""
