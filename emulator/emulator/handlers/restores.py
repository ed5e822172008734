"""RDS and DocumentDB: databases that are made from a snapshot, or from another one at a point in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from emulator.extension import Properties
from emulator.values import flag, key_arn

Record = dict[str, Any]
Records = Callable[[], Mapping[str, Record]]


@dataclass(frozen=True)
class Restores:
    """The properties in which a type says what it is restored from, and the records that they name."""

    engine: str
    snapshot: str
    snapshots: Records
    source: str
    sources: Records
    time: str

    @property
    def names(self) -> tuple[str, ...]:
        return self.snapshot, self.source, self.time, "UseLatestRestorableTime"

    def asked(self, properties: Properties) -> bool:
        return bool(properties.get(self.snapshot) or properties.get(self.source))

    def origin(self, properties: Properties) -> Record | None:
        """The snapshot or the database that a new one is restored from, if from any."""
        snapshot, source = properties.get(self.snapshot), properties.get(self.source)
        time, latest = properties.get(self.time), flag(properties.get("UseLatestRestorableTime", False))
        if not source and (time or latest):
            raise ValueError(f"A point in time needs a {self.source}, and goes without {self.snapshot}")
        if snapshot and source:
            raise ValueError(f"A database is restored from {self.snapshot} or from {self.source}, not from both")
        if self.asked(properties) and "MasterUsername" in properties:
            raise ValueError("MasterUsername is that of what is restored: leave it out")
        if snapshot:
            return self._found(self.snapshots(), snapshot, properties)
        if not source:
            return None
        if bool(time) == latest:
            raise ValueError(f"{self.source} takes {self.time} or UseLatestRestorableTime: there are no replicas here")
        if properties.get("RestoreType", "full-copy") not in ("full-copy", "copy-on-write"):
            raise ValueError(f"RestoreType is full-copy or copy-on-write, and not {properties['RestoreType']}")
        if time:
            self._refuse_time(time, properties)
        found = self._found(self.sources(), source, properties)
        if not int(found["BackupRetentionPeriod"]):
            raise ValueError(f"{source} has no backups to restore from: its BackupRetentionPeriod is 0")
        return found

    def _found(self, records: Mapping[str, Record], identifier: str, properties: Properties) -> Record:
        record = records.get(identifier.rpartition(":")[2] if identifier.startswith("arn:") else identifier)
        if not record:
            raise ValueError(f"{identifier} does not exist, and cannot be restored")
        engine = properties.get("Engine", self.engine)
        if record["Engine"] != engine:
            raise ValueError(f"{identifier} is of the engine {record['Engine']}, and not of {engine}")
        return record

    def _refuse_time(self, time: str, properties: Properties) -> None:
        if properties.get("RestoreType") == "copy-on-write":
            raise ValueError(f"A copy-on-write takes UseLatestRestorableTime, and not {self.time}")
        try:
            moment = datetime.fromisoformat(time)
        except ValueError:
            moment = datetime.max
        if moment.utcoffset() is None:
            raise ValueError(f"{self.time} is a time in UTC like 2015-03-07T23:45:00Z, and not {time}")
        if moment > datetime.now(UTC):
            raise ValueError(f"{self.time} {time} is later than the latest restorable time")


def inherited(origin: Record, properties: Properties, *, own_key: bool) -> Properties:
    """What a restored database has from its origin, as properties. ``own_key``: it may be encrypted with another."""
    given = properties.get("KmsKeyId")
    key = key_arn(given) if given else origin.get("KmsKeyId")
    if key != origin.get("KmsKeyId") and not own_key:
        raise ValueError(f"KmsKeyId is that of what is restored, and not {given}")
    encrypted = bool(given) or origin["StorageEncrypted"]
    if "StorageEncrypted" in properties and flag(properties["StorageEncrypted"]) != encrypted:
        raise ValueError("StorageEncrypted is that of what is restored, unless a KmsKeyId is given")
    return {
        "EngineVersion": origin["EngineVersion"],
        "MasterUsername": origin["MasterUsername"],
        "Port": origin.get("Port") or origin["Endpoint"]["Port"],
        "StorageEncrypted": encrypted,
        **({"KmsKeyId": key} if key else {}),
    }
