import os
from collections.abc import Callable
from typing import TypeVar

from login import read_login
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

Result = TypeVar("Result")
AUTHENTICATION_FAILED = 18


def create_client() -> MongoClient:
    login = read_login(os.environ["DATABASE_SECRET_ARN"])
    host, port, options = (os.environ[f"DATABASE_{name}"] for name in ("HOST", "PORT", "OPTIONS"))
    return MongoClient(
        f"mongodb://{host}:{port}/?{options}",  # TLS, no retryable writes, and the database of the users
        username=login["username"],
        password=login["password"],
        tlsCAFile=os.environ["RDS_CA_FILE"],
        maxIdleTimeMS=60_000,
    )


client = create_client()


def in_database(work: Callable[[Database], Result]) -> Result:
    """Works with the database. If the cluster refuses the login, reads the secret again, and repeats the work."""
    global client
    used = client
    try:
        return work(used[os.environ["DATABASE_NAME"]])
    except OperationFailure as error:
        if error.code != AUTHENTICATION_FAILED:
            raise
        if client is used:
            client = create_client()
        return work(client[os.environ["DATABASE_NAME"]])
