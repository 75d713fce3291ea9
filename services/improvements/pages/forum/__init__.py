"""The pages of questions to the public and of ideas."""
