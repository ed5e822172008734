"""Amazon MQ: a RabbitMQ server for each broker."""

from collections.abc import Mapping
from typing import Any

from ministack.services import mq

from emulator.engines.contract import Driver, Place
from emulator.engines.drivers.rabbitmq import AMQPS_PORT, MANAGEMENT_PORT, Settings
from emulator.engines.resources.served import Record, Served, after_requests
from emulator.engines.servers import Servers
from emulator.extension import complete


class _Brokers:
    """The nodes of a cluster are one server."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def records(self) -> Mapping[str, Record]:
        """A broker has a server once its handler has stored the password of its user."""
        return {identifier: record for identifier, record in mq._brokers.items() if "_user" in record}

    def arn(self, record: Record) -> str:
        return record["brokerArn"]

    def version(self, record: Record) -> str:
        return record["engineVersion"]

    def port(self, record: Record) -> int:
        return AMQPS_PORT

    def settings(self, record: Record) -> Settings:
        return Settings(*record["_user"])

    def publish(self, record: Record, place: Place) -> None:
        record["brokerInstances"] = [
            {
                "consoleURL": f"https://{place.host}:{MANAGEMENT_PORT}",
                "endpoints": [f"amqps://{place.address}"],
                "ipAddress": place.host,
            }
        ]

    def is_stopped(self, record: Record) -> bool:
        return False

    def set_failed(self, record: Record, failed: bool) -> None:
        record["brokerState"] = "CRITICAL_ACTION_REQUIRED" if failed else "RUNNING"


def attach(servers: Servers, driver: Driver) -> None:
    brokers = Served(servers, _Brokers(driver))

    def bring_up(physical_id: str) -> dict[str, Any]:
        brokers.bring_up(physical_id)
        instance = mq._brokers[physical_id]["brokerInstances"][0]
        return {
            "AmqpEndpoints": instance["endpoints"],
            "ConsoleURLs": [instance["consoleURL"]],
            "IpAddresses": [instance["ipAddress"]],
        }

    def reconcile(*_: Any) -> dict[str, Any]:
        brokers.reconcile()
        return {}

    complete("AWS::AmazonMQ::Broker", bring_up, reconcile)
    after_requests(mq, reconcile)
