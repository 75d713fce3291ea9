"""What can be asked of the complaints, whoever asks and however: file, act, read. Knows nothing of HTTP."""
