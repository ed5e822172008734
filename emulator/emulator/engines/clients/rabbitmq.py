"""A client of RabbitMQ, with AMQP over TLS."""

import ssl
from contextlib import AbstractContextManager, closing
from urllib.parse import urlsplit

import pika
from pika.exceptions import ProbableAuthenticationError

from emulator.engines.clients.contract import Client, Variables


class RabbitMqClient(Client):
    credential = "BROKER_PASSWORD"
    refusals = (ProbableAuthenticationError,)

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[pika.BlockingConnection]:
        endpoint = urlsplit(variables["BROKER_ENDPOINT"])
        parameters = pika.ConnectionParameters(
            endpoint.hostname,
            endpoint.port,
            credentials=pika.PlainCredentials(variables["BROKER_USERNAME"], variables["BROKER_PASSWORD"]),
            ssl_options=pika.SSLOptions(ssl.create_default_context(cafile=root), endpoint.hostname),
        )
        return closing(pika.BlockingConnection(parameters))

    def write(self, connection: pika.BlockingConnection, name: str, text: str) -> None:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_declare(name, durable=True)
        channel.basic_publish("", name, text.encode())

    def take(self, connection: pika.BlockingConnection, name: str) -> str:
        channel = connection.channel()
        _, _, body = channel.basic_get(name, auto_ack=True)
        channel.queue_delete(name)
        return (body or b"").decode()


CLIENT = RabbitMqClient()
