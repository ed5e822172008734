"""Changes the state of an alarm, and returns the name of the alarm that notified the topic, or ``nothing``."""

import json
import os
import time

from botocore.session import Session

# The longest time that a message may take, in seconds.
LIMIT = 20

session = Session()
cloudwatch, sqs = session.create_client("cloudwatch"), session.create_client("sqs")


def handler(event, context):
    name = event["alarm"]
    receive()
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="an integration test")
    end = time.monotonic() + (LIMIT if event["notifies"] else 5)
    notified = []
    while not notified and time.monotonic() < end:
        notified = receive()
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="an integration test")
    return {"notified": ", ".join(notified) or "nothing"}


def receive():
    """Returns the names of the alarms in the messages that have arrived."""
    queue = os.environ["QUEUE_URL"]
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    bodies = [json.loads(json.loads(message["Body"])["Message"]) for message in messages]
    return [body["AlarmName"] for body in bodies if body.get("NewStateValue") == "ALARM"]
