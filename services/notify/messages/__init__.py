"""From deliveries to the texts that people read: a message alone, or a digest of many.

`Messages` writes them. What is said lies in `services/notify/templates`, what is known of a complaint in `view`.
"""

from services.notify.messages.text import Row, Text, UnsafeMessage
from services.notify.messages.writer import Messages, no_link

__all__ = ["Messages", "Row", "Text", "UnsafeMessage", "no_link"]
