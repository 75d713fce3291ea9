"""Programs for those who work on Tanggap: generators and checks."""
