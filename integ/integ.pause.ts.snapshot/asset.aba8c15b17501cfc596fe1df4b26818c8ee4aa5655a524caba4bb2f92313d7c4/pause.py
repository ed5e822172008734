"""Makes a schedule due, and returns the status that the database has afterwards."""

import time
from datetime import datetime, timedelta, timezone

from botocore.session import Session

# The longest time that a database may take to stop or to start, in seconds.
LIMIT = 840
TARGET = "arn:aws:scheduler:::aws-sdk:rds:"

session = Session()
rds, scheduler = session.create_client("rds"), session.create_client("scheduler")


def handler(event, context):
    database, operation, expected = event["database"], event["operation"], event["status"]
    found = next(one for one in schedules(operation) if database in one["Target"]["Input"])
    due = datetime.now(timezone.utc) + timedelta(seconds=event["delay"])
    kept = {name: found[name] for name in ("Name", "GroupName", "Target", "FlexibleTimeWindow")}
    scheduler.update_schedule(
        **kept, ScheduleExpression=due.strftime("at(%Y-%m-%dT%H:%M:%S)"), ScheduleExpressionTimezone="UTC"
    )
    end = time.monotonic() + LIMIT
    while status(database) != expected and time.monotonic() < end:
        time.sleep(1)
    return {"status": status(database)}


def schedules(operation):
    """Returns the schedules that call an operation of RDS."""
    pages = scheduler.get_paginator("list_schedules").paginate()
    listed = [one for page in pages for one in page["Schedules"] if one["Target"]["Arn"] == TARGET + operation]
    return [scheduler.get_schedule(Name=one["Name"], GroupName=one["GroupName"]) for one in listed]


def status(database):
    return rds.describe_db_instances(DBInstanceIdentifier=database)["DBInstances"][0]["DBInstanceStatus"]
