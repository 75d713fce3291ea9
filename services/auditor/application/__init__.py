"""What the auditor does: it keeps histories, judges them, and remembers what it has said."""
