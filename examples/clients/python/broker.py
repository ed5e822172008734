import json
import os
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pika
from login import read_login

PREFIX = os.environ["BROKER_PREFIX"]


def connect() -> pika.BlockingConnection:
    """Connects with the login that the secret has now."""
    login = read_login(os.environ["BROKER_SECRET_ARN"])
    address = urlsplit(os.environ["BROKER_ENDPOINT"])
    return pika.BlockingConnection(
        pika.ConnectionParameters(
            host=address.hostname,
            port=address.port,
            virtual_host="/",
            credentials=pika.PlainCredentials(login["username"], login["password"]),
            ssl_options=pika.SSLOptions(ssl.create_default_context(), address.hostname),
            heartbeat=30,
        )
    )


def publish(connection: pika.BlockingConnection, event: str, content: object) -> None:
    """Publishes an event of the service, for example `order.placed`."""
    with connection.channel() as channel:
        channel.confirm_delivery()
        channel.basic_publish(os.environ["BROKER_EXCHANGE"], f"{PREFIX}{event}", json.dumps(content).encode())


def consume(queue: str, publisher: str, event: str, handle: Callable[[object], None]) -> None:
    """Takes the events of another service from a queue of this one. Connects again when the connection ends."""
    name = f"{PREFIX}{queue}"
    while True:
        try:
            channel = connect().channel()
            channel.queue_declare(name, durable=True, arguments={"x-queue-type": "quorum"})
            channel.queue_bind(name, f"{publisher}.events", f"{publisher}.{event}")
            channel.basic_qos(prefetch_count=10)
            for method, _, body in channel.consume(name):
                handle(json.loads(body))
                channel.basic_ack(method.delivery_tag)
        except pika.exceptions.AMQPError as error:
            print(f"The broker refused a connection or a request: {error!r}")
        time.sleep(1)
