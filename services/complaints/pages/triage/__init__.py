"""The page of the triage desk: what waits for a decision, and the decision in two keystrokes."""
