"""The operations that a check before a deployment calls."""

import pytest
from botocore.exceptions import ClientError

from readers import Aws


@pytest.mark.parametrize(("service", "code"), [("ec2", "L-0263D0A3"), ("vpc", "L-F678F1CE")])
def test_a_quota_has_the_value_of_a_new_account(aws: Aws, service: str, code: str) -> None:
    quotas = aws("service-quotas")
    quota = quotas.get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]
    assert (quota["QuotaCode"], quota["Value"]) == (code, 5)
    assert quotas.list_service_quotas(ServiceCode=service)["Quotas"] == [quota]


def test_an_unknown_quota_does_not_exist(aws: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchResourceException"):
        aws("service-quotas").get_service_quota(ServiceCode="ec2", QuotaCode="L-00000000")


def test_an_instance_type_of_opensearch_service_has_availability_zones(aws: Aws) -> None:
    (found,) = aws("opensearch").list_instance_type_details(
        EngineVersion="OpenSearch_3.1", InstanceType="m7g.large.search", RetrieveAZs=True
    )["InstanceTypeDetails"]
    assert found["InstanceType"] == "m7g.large.search"
    assert found["AvailabilityZones"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]


def test_instance_classes_of_databases_have_availability_zones(aws: Aws) -> None:
    for service, engine in (("rds", "postgres"), ("rds", "aurora-postgresql"), ("docdb", "docdb")):
        options = aws(service).describe_orderable_db_instance_options(Engine=engine)["OrderableDBInstanceOptions"]
        assert options and all(option["AvailabilityZones"] for option in options), engine


def test_instance_types_of_brokers_have_availability_zones(aws: Aws) -> None:
    options = aws("mq").describe_broker_instance_options(EngineType="RABBITMQ")["BrokerInstanceOptions"]
    assert options and all(option["AvailabilityZones"] for option in options)
