import os

import psycopg
from login import read_login
from sqlalchemy import create_engine

SECRET_ARN = os.environ["DATABASE_SECRET_ARN"]

login = read_login(SECRET_ARN)


def connect() -> psycopg.Connection:
    """Connects. If the server refuses the login, reads the secret again, and tries once more."""
    global login
    try:
        return open_connection(login)
    except psycopg.OperationalError:
        current = read_login(SECRET_ARN)
        if current == login:
            raise
        login = current
        return open_connection(login)


def open_connection(credentials: dict[str, str]) -> psycopg.Connection:
    return psycopg.connect(
        host=os.environ["DATABASE_HOST"],
        port=os.environ["DATABASE_PORT"],
        dbname=os.environ["DATABASE_NAME"],
        user=credentials["username"],
        password=credentials["password"],
        sslmode="verify-full",
        sslrootcert=os.environ["RDS_CA_FILE"],
        connect_timeout=10,
    )


engine = create_engine("postgresql+psycopg://", creator=connect, pool_size=10, pool_pre_ping=True)
