"""What may happen to a complaint, decided without I/O, clock or randomness."""
