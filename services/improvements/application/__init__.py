"""Use cases: load, decide, store. They know no HTTP."""
