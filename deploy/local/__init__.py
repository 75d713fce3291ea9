"""The whole of Tanggap on one machine: broker, store, mailbox and services as plain processes."""
