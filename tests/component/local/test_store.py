"""The local store keeps what it acknowledged."""

from pathlib import Path

from pymongo import MongoClient, WriteConcern

from deploy.local.ports import free_ports
from deploy.local.store import Store


def test_it_keeps_an_acknowledged_write_through_a_kill(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", free_ports())
    store.start()
    try:
        store.wait_until_ready()
        _insert(store, {"_id": 1, "text": "kept"})
        store.kill()
        assert not store.is_ready()
        store.start()
        store.wait_until_ready()
        assert _find(store, 1) == {"_id": 1, "text": "kept"}
    finally:
        store.stop()


def _insert(store: Store, document: dict[str, object]) -> None:
    journalled = WriteConcern(w="majority", j=True)
    with MongoClient[dict[str, object]](store.url) as client:
        client.local_test.get_collection("documents", write_concern=journalled).insert_one(document)


def _find(store: Store, key: int) -> dict[str, object] | None:
    with MongoClient[dict[str, object]](store.url) as client:
        return client.local_test.documents.find_one({"_id": key})
