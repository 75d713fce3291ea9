"""What the services say to each other stays as it was promised."""
