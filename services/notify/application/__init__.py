"""What people and systems can do with notify: the use cases behind its API and its commands."""
