"""S3: buckets whose every setting is readable, and that are not deleted while they hold objects."""

from collections.abc import Callable
from typing import Any

from ministack.services import s3

from emulator.client import call, call_unless_gone
from emulator.extension import Properties, Resource, register, theirs, undone_by
from emulator.values import key_arn, picked, tags

_own = theirs("AWS::S3::Bucket")


def _versioning(value: dict[str, Any]) -> dict[str, Any]:
    return {"VersioningConfiguration": {"Status": value["Status"]}}


def _encryption(value: dict[str, Any]) -> dict[str, Any]:
    rules = [
        picked(rule, "BucketKeyEnabled", ServerSideEncryptionByDefault="ApplyServerSideEncryptionByDefault")
        for rule in value["ServerSideEncryptionConfiguration"]
    ]
    return {"ServerSideEncryptionConfiguration": {"Rules": rules}}


def _ownership(value: dict[str, Any]) -> dict[str, Any]:
    return {"OwnershipControls": {"Rules": value["Rules"]}}


def _logging(value: dict[str, Any]) -> dict[str, Any]:
    target = picked(value, DestinationBucketName="TargetBucket")
    return {"BucketLoggingStatus": {"LoggingEnabled": {**target, "TargetPrefix": value.get("LogFilePrefix", "")}}}


def _lifecycle(value: dict[str, Any]) -> dict[str, Any]:
    return {"LifecycleConfiguration": {"Rules": [_lifecycle_rule(rule) for rule in value["Rules"]]}}


def _lifecycle_rule(rule: dict[str, Any]) -> dict[str, Any]:
    expiration = picked(rule, ExpirationInDays="Days", ExpiredObjectDeleteMarker="ExpiredObjectDeleteMarker")
    return {
        **picked(rule, "Status", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", Id="ID"),
        "Filter": {"Prefix": rule.get("Prefix", "")},
        **({"Expiration": expiration} if expiration else {}),
        **{
            name: [
                picked(step, "StorageClass", "NewerNoncurrentVersions", TransitionInDays=days) for step in rule[name]
            ]
            for name, days in (("Transitions", "Days"), ("NoncurrentVersionTransitions", "NoncurrentDays"))
            if name in rule
        },
    }


def _cors(value: dict[str, Any]) -> dict[str, Any]:
    rules = [
        picked(
            rule, "AllowedHeaders", "AllowedMethods", "AllowedOrigins",
            ExposedHeaders="ExposeHeaders", Id="ID", MaxAge="MaxAgeSeconds",
        )
        for rule in value["CorsRules"]
    ]  # fmt: skip
    return {"CORSConfiguration": {"CORSRules": rules}}


def _tagging(value: list[dict[str, str]]) -> dict[str, Any]:
    return {"Tagging": {"TagSet": tags({"Tags": value})}}


def _acl(value: str) -> dict[str, Any]:
    """LogDeliveryWrite -> log-delivery-write"""
    return {"ACL": "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in value).lstrip("-")}


# Property: the operation that sets it, its parameters, and the operation that takes it away (or the value that does).
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
    was, is_to_be = _settings(bucket, old), _settings(bucket, new)
    # What goes makes room first: object ownership cannot be enforced while there is an ACL.
    for name in [name for name in _SETTINGS if name in was and name not in is_to_be]:
        put, _, away = _SETTINGS[name]
        operation, rest = (away, {}) if isinstance(away, str) else (put, away)
        call("s3", operation, Bucket=bucket, **rest)
    for name, (put, parameters, _) in _SETTINGS.items():
        if name in is_to_be and is_to_be[name] != was.get(name):
            call("s3", put, Bucket=bucket, **parameters(is_to_be[name]))


def _settings(bucket: str, properties: Properties) -> Properties:
    settings = picked(properties, *_SETTINGS)
    # Every bucket starts with a private ACL, and takes none at all where object ownership is enforced.
    if settings.get("AccessControl") == "Private":
        del settings["AccessControl"]
    # A bucket logs to itself unless the template names another.
    if "LoggingConfiguration" in settings:
        settings["LoggingConfiguration"] = {"DestinationBucketName": bucket, **settings["LoggingConfiguration"]}
    return settings


def _refuse(properties: Properties) -> None:
    noncurrent = [
        rule for rule in properties.get("LifecycleConfiguration", {}).get("Rules", [])
        if "NoncurrentVersionExpiration" in rule or "NoncurrentVersionTransitions" in rule
    ]  # fmt: skip
    if noncurrent and "VersioningConfiguration" not in properties:
        raise ValueError("Lifecycle rules for noncurrent versions need VersioningConfiguration")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    # MiniStack draws the name; the settings are ours.
    bucket, attributes = _own["create"](logical_id, picked(properties, "BucketName"), stack)
    with undone_by(lambda: _own["delete"](bucket, properties)):
        _apply(bucket, {}, properties)
    return bucket, attributes


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    _apply(physical_id, old, new)
    return _own["update"](physical_id, picked(old, "BucketName"), picked(new, "BucketName"), stack)


def _delete(physical_id: str, properties: Properties) -> None:
    call_unless_gone(("NoSuchBucket",), "s3", "DeleteBucket", Bucket=physical_id)


register("AWS::S3::Bucket", create=_create, update=_update, delete=_delete, replaces=("BucketName",), blocking=True)

# ---- the key that S3 has in every account -------------------------------------------------------------------------

_KEY = "x-amz-server-side-encryption-aws-kms-key-id"
_resolve = s3._resolve_sse_write_headers


def _with_key_of_s3(headers: dict[str, str], bucket: str) -> Any:
    """An object with aws:kms and no key takes the bucket's, or alias/aws/s3; MiniStack refuses it.

    The CDK CLI writes its assets like that.
    """
    if headers.get("x-amz-server-side-encryption") == "aws:kms" and not headers.get(_KEY):
        default = s3._bucket_default_sse_headers(bucket).get(_KEY)
        headers = {**headers, _KEY: default or key_arn("alias/aws/s3")}
    return _resolve(headers, bucket)


s3._resolve_sse_write_headers = _with_key_of_s3
