"""Service Quotas, which MiniStack lacks, and the Availability Zones of the instance types of OpenSearch Service."""

import json
from typing import Any
from urllib.parse import unquote

from ministack import app
from ministack.core import router
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import opensearch

# The quotas of a new account, by service and code.
_QUOTAS = {
    ("ec2", "L-0263D0A3"): ("EC2-VPC Elastic IPs", 5.0),
    ("vpc", "L-F678F1CE"): ("VPCs per Region", 5.0),
}
_ZONES = "abc"
_INSTANCE_TYPES = "/2021-01-01/opensearch/instanceTypeDetails/"

Response = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Adds the service and the operation to those that MiniStack routes requests to."""
    router.SERVICE_PATTERNS["servicequotas"] = {"target_prefixes": ["ServiceQuotasV20190624."]}
    app.SERVICE_HANDLERS["servicequotas"] = _handle_quotas
    handle = opensearch.handle_request

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Response:
        if path.startswith(_INSTANCE_TYPES):
            return _instance_types(unquote(path.removeprefix(_INSTANCE_TYPES)), query)
        response: Response = await handle(method, path, headers, body, query)
        return response

    opensearch.handle_request = handle_request


async def _handle_quotas(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Response:
    operation, parameters = headers.get("x-amz-target", "").rpartition(".")[2], json.loads(body)
    service = parameters.get("ServiceCode")
    if operation == "ListServiceQuotas":
        return json_response({"Quotas": [_quota(*key) for key in _QUOTAS if key[0] == service]})
    if operation not in ("GetServiceQuota", "GetAWSDefaultServiceQuota"):
        return error_response_json("UnknownOperationException", f"the emulator does not support {operation}")
    key = (service, parameters["QuotaCode"])
    if key not in _QUOTAS:
        message = "The request failed because the specified service does not exist, or has no such quota."
        return error_response_json("NoSuchResourceException", message)
    return json_response({"Quota": _quota(*key)})


def _quota(service: str, code: str) -> dict[str, Any]:
    name, value = _QUOTAS[service, code]
    return {
        "ServiceCode": service,
        "QuotaCode": code,
        "QuotaArn": f"arn:aws:servicequotas:{get_region()}:{get_account_id()}:{service}/{code}",
        "QuotaName": name,
        "Value": value,
        "Adjustable": True,
        "GlobalQuota": False,
    }


def _instance_types(version: str, query: dict[str, Any]) -> Response:
    """Returns the instance type of the request. The emulator has every instance type in every Availability Zone."""
    if not version.startswith(("OpenSearch_", "Elasticsearch_")):
        return error_response_json("ValidationException", f"There is no version {version}")
    kind = query.get("instanceType", [""])
    detail: dict[str, Any] = {"InstanceType": kind[0] if isinstance(kind, list) else kind}
    if query.get("retrieveAZs"):
        detail["AvailabilityZones"] = [f"{get_region()}{zone}" for zone in _ZONES]
    return json_response({"InstanceTypeDetails": [detail]})
