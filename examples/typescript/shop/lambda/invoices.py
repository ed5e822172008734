"""The invoice service, as far as this example goes: it keeps each invoice in its own store."""

import json
import os

import boto3  # of the runtime

s3 = boto3.client("s3")


def handler(event, context):
    key = f"{event['orderId']}.json"
    s3.put_object(Bucket=os.environ["BUCKET_NAME"], Key=key, Body=json.dumps(event))
    return {"invoice": key}
