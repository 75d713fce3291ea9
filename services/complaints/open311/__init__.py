"""/open311: GeoReport v2, the way in and out that software of other cities already knows.

Thin callers of the same use cases as the API beside it, in the standard's names, forms and errors.
"""
