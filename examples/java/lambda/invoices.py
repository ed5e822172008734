"""The invoice service of the example: stores each invoice in its own bucket."""

import json
import os

import boto3  # part of the Lambda runtime

s3 = boto3.client("s3")


def handler(event, context):
    key = f"{event['orderId']}.json"
    s3.put_object(Bucket=os.environ["BUCKET_NAME"], Key=key, Body=json.dumps(event))
    return {"invoice": key}
