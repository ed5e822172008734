"""RDS and DocumentDB: restores from a snapshot, or from another database at a point in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from emulator.extension import Properties
from emulator.values import key_arn, to_bool

Record = dict[str, Any]
Records = Callable[[], Mapping[str, Record]]


@dataclass(frozen=True)
class RestoreProperties:
    """The names of a type's restore properties, and the records that they refer to."""

    engine: str
    snapshot: str
    snapshots: Records
    source: str
    sources: Records
    time: str

    @property
    def names(self) -> tuple[str, ...]:
        return self.snapshot, self.source, self.time, "UseLatestRestorableTime"

    def is_requested(self, properties: Properties) -> bool:
        return bool(properties.get(self.snapshot) or properties.get(self.source))

    def origin(self, properties: Properties) -> Record | None:
        """Returns the snapshot or the database to restore from, or ``None`` for a new database."""
        snapshot, source = properties.get(self.snapshot), properties.get(self.source)
        time, latest = properties.get(self.time), to_bool(properties.get("UseLatestRestorableTime", False))
        if not source and (time or latest):
            raise ValueError(
                f"{self.time} and UseLatestRestorableTime require {self.source}, and exclude {self.snapshot}"
            )
        if snapshot and source:
            raise ValueError(f"{self.snapshot} and {self.source} are mutually exclusive")
        if self.is_requested(properties) and "MasterUsername" in properties:
            raise ValueError("MasterUsername cannot change in a restore. Remove MasterUsername")
        if snapshot:
            return self._find(self.snapshots(), snapshot, properties)
        if not source:
            return None
        if bool(time) == latest:
            raise ValueError(
                f"{self.source} requires either {self.time} or UseLatestRestorableTime. The emulator does not support"
                " read replicas"
            )
        if properties.get("RestoreType", "full-copy") not in ("full-copy", "copy-on-write"):
            raise ValueError(f"RestoreType is {properties['RestoreType']}, but must be full-copy or copy-on-write")
        if time:
            self._validate_time(time, properties)
        found = self._find(self.sources(), source, properties)
        if not int(found["BackupRetentionPeriod"]):
            raise ValueError(f"{self.source}: {source} has no backups, because its BackupRetentionPeriod is 0")
        return found

    def _find(self, records: Mapping[str, Record], identifier: str, properties: Properties) -> Record:
        record = records.get(identifier.rpartition(":")[2] if identifier.startswith("arn:") else identifier)
        if not record:
            raise ValueError(f"{identifier} does not exist. It cannot be restored")
        engine = properties.get("Engine", self.engine)
        if record["Engine"] != engine:
            raise ValueError(f"{identifier} has the engine {record['Engine']}, but the restored database has {engine}")
        return record

    def _validate_time(self, time: str, properties: Properties) -> None:
        if properties.get("RestoreType") == "copy-on-write":
            raise ValueError(f"RestoreType copy-on-write requires UseLatestRestorableTime, and excludes {self.time}")
        try:
            moment = datetime.fromisoformat(time)
        except ValueError:
            moment = datetime.max
        if moment.utcoffset() is None:
            raise ValueError(f"{self.time} is {time}, but must be a time in UTC such as 2015-03-07T23:45:00Z")
        if moment > datetime.now(UTC):
            raise ValueError(f"{self.time} {time} is later than the latest restorable time")


def inherited_properties(origin: Record, properties: Properties, *, key_may_differ: bool) -> Properties:
    """Returns the properties that a restored database inherits from its origin.

    ``key_may_differ`` allows a KMS key other than that of the origin.
    """
    requested = properties.get("KmsKeyId")
    key = key_arn(requested) if requested else origin.get("KmsKeyId")
    if key != origin.get("KmsKeyId") and not key_may_differ:
        raise ValueError(f"KmsKeyId is {requested}, but a restore cannot change the key. Remove KmsKeyId")
    encrypted = bool(requested) or origin["StorageEncrypted"]
    if "StorageEncrypted" in properties and to_bool(properties["StorageEncrypted"]) != encrypted:
        raise ValueError(
            f"StorageEncrypted must be {str(encrypted).lower()} in this restore: that of the origin, or true with a"
            " KmsKeyId. Remove StorageEncrypted"
        )
    return {
        "EngineVersion": origin["EngineVersion"],
        "MasterUsername": origin["MasterUsername"],
        "Port": origin.get("Port") or origin["Endpoint"]["Port"],
        "StorageEncrypted": encrypted,
        **({"KmsKeyId": key} if key else {}),
    }
