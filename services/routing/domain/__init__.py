"""Who is responsible, and why: rules, policies and the decision, pure and built from the city's files."""
