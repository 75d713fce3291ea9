"""The demonstration's own parts, on real sockets."""
