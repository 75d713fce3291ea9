"""The use cases of questions to the public and of ideas."""
