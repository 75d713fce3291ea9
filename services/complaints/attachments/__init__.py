"""Looks files through before they are kept: whether a virus is in them, what they are, and what a picture shows.

Nothing of a picture is kept as it was sent: it is drawn anew from its points, so that neither its metadata nor anything
hidden behind or between them survives. A PDF is kept as it is, and therefore only ever handed out as a download.
"""
