"""The API over HTTP with which channels look after their webhooks."""
