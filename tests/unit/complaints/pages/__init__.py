"""What pages decide without any input or output."""
