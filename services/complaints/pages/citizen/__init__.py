"""What citizens do on the pages without an account: file a complaint, and follow it with its code."""
