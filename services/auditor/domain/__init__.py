"""What is missing in a complaint's history: pure functions of what was read, the rules and now."""
