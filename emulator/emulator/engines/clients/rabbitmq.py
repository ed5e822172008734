"""A client of RabbitMQ, with AMQP over TLS."""

import ssl
from contextlib import AbstractContextManager, closing
from urllib.parse import urlsplit

import pika
from pika.exceptions import ProbableAuthenticationError

from emulator.engines.clients.contract import Client, Variables


class _Connection(pika.BlockingConnection):
    def __init__(self, variables: Variables, root: str) -> None:
        endpoint = urlsplit(variables["BROKER_ENDPOINT"])
        # A service publishes to its own exchange, and cannot use the default one.
        self.exchange = variables.get("BROKER_EXCHANGE", "")
        super().__init__(
            pika.ConnectionParameters(
                endpoint.hostname,
                endpoint.port,
                credentials=pika.PlainCredentials(variables["BROKER_USERNAME"], variables["BROKER_PASSWORD"]),
                ssl_options=pika.SSLOptions(ssl.create_default_context(cafile=root), endpoint.hostname),
            )
        )


class RabbitMqClient(Client):
    credential = "BROKER_PASSWORD"
    refusals = (ProbableAuthenticationError,)

    def own_name(self, variables: Variables, name: str) -> str:
        return variables.get("BROKER_PREFIX", "") + name

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[_Connection]:
        return closing(_Connection(variables, root))

    def write(self, connection: _Connection, name: str, text: str) -> None:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_declare(name, durable=True)
        if connection.exchange:
            channel.queue_bind(name, connection.exchange, routing_key=name)
        channel.basic_publish(connection.exchange, name, text.encode(), mandatory=True)

    def take(self, connection: _Connection, name: str) -> str:
        channel = connection.channel()
        _, _, body = channel.basic_get(name, auto_ack=True)
        channel.queue_delete(name)
        return (body or b"").decode()


CLIENT = RabbitMqClient()
