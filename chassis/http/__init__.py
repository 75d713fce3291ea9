"""What the APIs of services share: refusals as problem details, and what surrounds every request.

Needs FastAPI, which only a service with an API has.
"""
