"""Keeps the deliveries. One delivery is one document, with its proof and the events it has yet to publish.

What a query may match is bounded in each method, and said there: nothing grows with the history of a city.
"""
