"""What runs Tanggap: its processes as data, on one machine (`deploy.local`) and in a cluster."""
