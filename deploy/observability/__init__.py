"""What is watched of a running Tanggap, and who is woken by what."""
