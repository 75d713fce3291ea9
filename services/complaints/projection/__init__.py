"""The projection: writes the other services' events into the complaints, and counts the units' open work."""
