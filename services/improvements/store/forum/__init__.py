"""What is kept of questions to the public and of ideas."""
