"""The whole flow, from outside: HTTP in, topics, HTTP and mails out."""
