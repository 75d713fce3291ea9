"""faust as its documentation shows it: for each event one write to a table and one `topic.send`."""

import logging
import os

import faust

# faust leaves these at DEBUG, which would cost a quarter of its time: that is not what shall be compared.
for name in ("aiokafka", "faust", "mode"):
    logging.getLogger(name).setLevel(logging.INFO)

PREFIX = os.environ["TOPIC_PREFIX"]
PARTITIONS = 8
app = faust.App(
    f"{PREFIX}plain-faust",
    broker=f"kafka://{os.environ['KAFKA_BOOTSTRAP']}",
    store="memory://",
    topic_partitions=PARTITIONS,
    topic_replication_factor=1,
    consumer_auto_offset_reset="earliest",
)
assignments = app.topic(PREFIX + os.environ["INPUT"], key_type=str, value_serializer="json")
deadlines = app.topic(PREFIX + os.environ["OUTPUT"], key_type=str, value_serializer="json")
clocks = app.Table("clocks", key_type=str, partitions=PARTITIONS)


@app.agent(assignments)
async def open_clocks(stream: faust.StreamT) -> None:
    """Remember who is responsible, and emit that the clock runs."""
    async for complaint_id, event in stream.items():
        unit, began = event["data"]["unit"], event["time"]
        clocks[complaint_id] = {"unit": unit, "began": began}
        await deadlines.send(key=complaint_id, value={"subject": complaint_id, "unit": unit, "began": began})


if __name__ == "__main__":
    app.main()
