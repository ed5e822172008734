import os

import boto3
from botocore.credentials import DeferredRefreshableCredentials
from opensearchpy import OpenSearch, RequestsHttpConnection, RequestsAWSV4SignerAuth


def assume_role() -> dict[str, str]:
    role = boto3.client("sts").assume_role(RoleArn=os.environ["SEARCH_ROLE_ARN"], RoleSessionName="search")
    credentials = role["Credentials"]
    return {
        "access_key": credentials["AccessKeyId"],
        "secret_key": credentials["SecretAccessKey"],
        "token": credentials["SessionToken"],
        "expiry_time": credentials["Expiration"].isoformat(),
    }


# Assumes the role again before its credentials expire.
credentials = DeferredRefreshableCredentials(refresh_using=assume_role, method="sts-assume-role")

search = OpenSearch(
    hosts=[{"host": os.environ["SEARCH_ENDPOINT"], "port": 443}],
    http_auth=RequestsAWSV4SignerAuth(credentials, os.environ["AWS_REGION"], "es"),
    use_ssl=True,
    verify_certs=True,
    connection_class=RequestsHttpConnection,
)
