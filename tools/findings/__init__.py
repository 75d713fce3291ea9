"""What the detection of patterns would have found in a real export, for people to judge: `python -m tools.findings`."""
