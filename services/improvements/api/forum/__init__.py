"""Questions to the public and ideas as an API."""
