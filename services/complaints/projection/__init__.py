"""the projection: takes what the other services state into the complaints, and counts the units' open work."""
