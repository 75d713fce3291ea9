"""The whole walk, from outside: HTTP in, topics, HTTP and mails out."""
