"""What must be corrected before a process can start, said the same way by everything that reads configuration."""


class ConfigurationError(Exception):
    """The service cannot start as it is configured; the message says where and what to do."""
