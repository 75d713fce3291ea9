"""What the services say to each other: events, topics, the codec and golden examples. No I/O."""
