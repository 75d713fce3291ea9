"""/follow: a complaint for whoever holds its tracking code."""
