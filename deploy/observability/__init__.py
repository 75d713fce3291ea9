"""How a running Tanggap is watched: rules and alerts for Prometheus, and the configuration of both servers.

`python -m deploy.observability.rules` writes all of it from the data here; what is written is checked in, and tests
hold it in step. Words of Prometheus (alert, ticket) are used here and nowhere else.
"""
