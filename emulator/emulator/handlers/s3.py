"""S3: buckets with all their settings. A bucket that contains objects cannot be deleted."""

from collections.abc import Callable
from typing import Any

from ministack.services import s3

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, ministack_handlers, register, undo_on_error
from emulator.values import key_arn, pick, tags

_ministack = ministack_handlers("AWS::S3::Bucket")


def _versioning(value: dict[str, Any]) -> dict[str, Any]:
    return {"VersioningConfiguration": {"Status": value["Status"]}}


def _encryption(value: dict[str, Any]) -> dict[str, Any]:
    rules = [
        pick(rule, "BucketKeyEnabled", ServerSideEncryptionByDefault="ApplyServerSideEncryptionByDefault")
        for rule in value["ServerSideEncryptionConfiguration"]
    ]
    return {"ServerSideEncryptionConfiguration": {"Rules": rules}}


def _ownership(value: dict[str, Any]) -> dict[str, Any]:
    return {"OwnershipControls": {"Rules": value["Rules"]}}


def _logging(value: dict[str, Any]) -> dict[str, Any]:
    target = pick(value, DestinationBucketName="TargetBucket")
    return {"BucketLoggingStatus": {"LoggingEnabled": {**target, "TargetPrefix": value.get("LogFilePrefix", "")}}}


def _lifecycle(value: dict[str, Any]) -> dict[str, Any]:
    return {"LifecycleConfiguration": {"Rules": [_lifecycle_rule(rule) for rule in value["Rules"]]}}


def _lifecycle_rule(rule: dict[str, Any]) -> dict[str, Any]:
    expiration = pick(rule, ExpirationInDays="Days", ExpiredObjectDeleteMarker="ExpiredObjectDeleteMarker")
    return {
        **pick(rule, "Status", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", Id="ID"),
        "Filter": {"Prefix": rule.get("Prefix", "")},
        **({"Expiration": expiration} if expiration else {}),
        **{
            name: [pick(step, "StorageClass", "NewerNoncurrentVersions", TransitionInDays=days) for step in rule[name]]
            for name, days in (("Transitions", "Days"), ("NoncurrentVersionTransitions", "NoncurrentDays"))
            if name in rule
        },
    }


def _cors(value: dict[str, Any]) -> dict[str, Any]:
    rules = [
        pick(
            rule, "AllowedHeaders", "AllowedMethods", "AllowedOrigins",
            ExposedHeaders="ExposeHeaders", Id="ID", MaxAge="MaxAgeSeconds",
        )
        for rule in value["CorsRules"]
    ]  # fmt: skip
    return {"CORSConfiguration": {"CORSRules": rules}}


def _tagging(value: list[dict[str, str]]) -> dict[str, Any]:
    return {"Tagging": {"TagSet": tags({"Tags": value})}}


def _acl(value: str) -> dict[str, Any]:
    """Converts the ACL of a template to that of the API, for example LogDeliveryWrite to log-delivery-write."""
    return {"ACL": "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in value).lstrip("-")}


# Maps each property to the operation that sets it, the function that returns the parameters of that operation, and
# either the operation that removes the setting or the parameters that reset it.
_SETTINGS: dict[str, tuple[str, Callable[[Any], dict[str, Any]], str | Any]] = {
    "OwnershipControls": ("PutBucketOwnershipControls", _ownership, "DeleteBucketOwnershipControls"),
    "AccessControl": ("PutBucketAcl", _acl, {"ACL": "private"}),
    "PublicAccessBlockConfiguration": (
        "PutPublicAccessBlock",
        lambda value: {"PublicAccessBlockConfiguration": value},
        "DeletePublicAccessBlock",
    ),
    "VersioningConfiguration": (
        "PutBucketVersioning", _versioning, {"VersioningConfiguration": {"Status": "Suspended"}},
    ),
    "BucketEncryption": ("PutBucketEncryption", _encryption, "DeleteBucketEncryption"),
    "LoggingConfiguration": ("PutBucketLogging", _logging, {"BucketLoggingStatus": {}}),
    "LifecycleConfiguration": ("PutBucketLifecycleConfiguration", _lifecycle, "DeleteBucketLifecycle"),
    "CorsConfiguration": ("PutBucketCors", _cors, "DeleteBucketCors"),
    "Tags": ("PutBucketTagging", _tagging, "DeleteBucketTagging"),
}  # fmt: skip


def _apply(bucket: str, old: Properties, new: Properties) -> None:
    old_settings, new_settings = _settings(bucket, old), _settings(bucket, new)
    # Removes settings first, because S3 rejects enforced object ownership while the bucket has an ACL.
    for name in [name for name in _SETTINGS if name in old_settings and name not in new_settings]:
        put, _, remove = _SETTINGS[name]
        operation, rest = (remove, {}) if isinstance(remove, str) else (put, remove)
        call("s3", operation, Bucket=bucket, **rest)
    for name, (put, parameters, _) in _SETTINGS.items():
        if name in new_settings and new_settings[name] != old_settings.get(name):
            call("s3", put, Bucket=bucket, **parameters(new_settings[name]))


def _settings(bucket: str, properties: Properties) -> Properties:
    settings = pick(properties, *_SETTINGS)
    # Private is the default ACL, and S3 rejects every ACL if object ownership is enforced.
    if settings.get("AccessControl") == "Private":
        del settings["AccessControl"]
    # The default destination of the access logs is the bucket itself.
    if "LoggingConfiguration" in settings:
        settings["LoggingConfiguration"] = {"DestinationBucketName": bucket, **settings["LoggingConfiguration"]}
    return settings


def _validate(properties: Properties) -> None:
    noncurrent = [
        rule for rule in properties.get("LifecycleConfiguration", {}).get("Rules", [])
        if "NoncurrentVersionExpiration" in rule or "NoncurrentVersionTransitions" in rule
    ]  # fmt: skip
    if noncurrent and "VersioningConfiguration" not in properties:
        raise ValueError("LifecycleConfiguration: rules for noncurrent versions require VersioningConfiguration")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    # MiniStack generates the name. This module applies the settings.
    bucket, attributes = _ministack["create"](logical_id, pick(properties, "BucketName"), stack)
    with undo_on_error(lambda: _ministack["delete"](bucket, properties)):
        _apply(bucket, {}, properties)
    return bucket, attributes


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    _apply(physical_id, old, new)
    return _ministack["update"](physical_id, pick(old, "BucketName"), pick(new, "BucketName"), stack)


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("NoSuchBucket",), "s3", "DeleteBucket", Bucket=physical_id)


register("AWS::S3::Bucket", create=_create, update=_update, delete=_delete, replaces=("BucketName",), blocking=True)

# ---- default KMS key of S3 ------------------------------------------------------------------------------------------

_KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"
_ministack_resolve_sse_headers = s3._resolve_sse_write_headers


def _with_default_kms_key(headers: dict[str, str], bucket: str) -> Any:
    """Uses the bucket's key, or alias/aws/s3, for an object with aws:kms and no key. MiniStack rejects that object.

    The CDK CLI uploads its assets this way.
    """
    if headers.get("x-amz-server-side-encryption") == "aws:kms" and not headers.get(_KEY_HEADER):
        default = s3._bucket_default_sse_headers(bucket).get(_KEY_HEADER)
        headers = {**headers, _KEY_HEADER: default or key_arn("alias/aws/s3")}
    return _ministack_resolve_sse_headers(headers, bucket)


s3._resolve_sse_write_headers = _with_default_kms_key
