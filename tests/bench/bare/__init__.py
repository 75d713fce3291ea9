"""The other side of each comparison: the shortest honest program for the same work, without any of our parts."""
