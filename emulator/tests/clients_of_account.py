"""The AWS clients of an account. Every folder has a conftest.py, so that tests import helpers from other modules."""

from botocore.client import BaseClient
from botocore.config import Config
from botocore.session import Session

from emulator_process import Emulator
from readers import Aws


def clients_of(emulator: Emulator, account: str) -> Aws:
    """Returns a function that creates the clients of an account."""
    session, clients = Session(), {}

    def client(service: str) -> BaseClient:
        if service not in clients:
            clients[service] = session.create_client(
                service,
                region_name="eu-west-1",
                aws_access_key_id=account,
                aws_secret_access_key="local",
                endpoint_url=emulator.url,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return clients[service]

    return client
