"""The page behind the link of a message, for whoever holds the link."""
