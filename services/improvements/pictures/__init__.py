"""Pictures of numbers: pure functions from values to SVG."""
