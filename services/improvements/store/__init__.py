"""What improvements keep, in a database of their own. Only this folder knows how it lies there."""
