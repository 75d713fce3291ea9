"""How any service runs: settings, logs, metrics, health, background loops, streams, the producer and dead letters, the
Mongo driver and the outbox relay. Knows no complaint."""
