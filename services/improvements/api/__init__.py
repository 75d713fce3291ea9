"""The HTTP API: thin callers of the use cases."""
