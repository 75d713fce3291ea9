"""`tanggap surveys`: paper forms of the satisfaction survey."""
