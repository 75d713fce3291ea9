"""Where people of the city work on complaints: their queue, each complaint, and filing for a citizen."""
