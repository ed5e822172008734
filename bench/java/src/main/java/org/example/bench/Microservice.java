package org.example.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
import software.amazon.awscdk.services.ssm.ParameterTier;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** The security group of a service, the values that other stacks read, and the record for other apps. */
final class Microservice extends Construct {
    Microservice(final Construct scope, final Service service, final Database database, final SharedParts parts) {
        super(scope, service.name());
        ISecurityGroup group = service.pciScope()
                ? closedGroup(service.name(), database, parts)
                : SecurityGroup.Builder.create(this, "SecurityGroup")
                        .vpc(parts.vpc())
                        .description(description(service.name()))
                        .build();
        database.group.addIngressRule(
                group, Port.tcp(Database.PORT), "From the workloads of " + service.name());

        List<ISecurityGroup> groups = new ArrayList<>(List.of(group));
        List<Access> accesses = new ArrayList<>(List.of(Access.toDatabase(service.name(), database)));
        if (service.uses("cache")) {
            groups.add(parts.cache().groups.clients());
            accesses.add(Access.toCache(parts));
        }
        if (service.uses("messaging")) {
            groups.add(parts.messaging().groups.clients());
            accesses.add(Access.toBroker(parts));
        }
        if (service.uses("storage") || service.uses("storage-read")) {
            accesses.add(Access.toMedia(parts, service.uses("storage")));
        }
        if (service.uses("search")) {
            groups.add(parts.search().groups.clients());
            accesses.add(Access.toSearch(service.name(), parts));
        }
        publishValues(service.name(), group, database);
        writeRecord(service, parts, groups, accesses);
    }

    /** Creates a security group with egress only to the database and to AWS. */
    private ISecurityGroup closedGroup(final String name, final Database database, final SharedParts parts) {
        CfnSecurityGroup closed = CfnSecurityGroup.Builder.create(this, "ClosedGroup")
                .vpcId(parts.vpc().getVpcId())
                .groupDescription(description(name))
                .securityGroupEgress(List.of(
                        CfnSecurityGroup.EgressProperty.builder()
                                .ipProtocol("tcp")
                                .fromPort(Database.PORT)
                                .toPort(Database.PORT)
                                .destinationSecurityGroupId(database.group.getSecurityGroupId())
                                .description("To the store")
                                .build(),
                        CfnSecurityGroup.EgressProperty.builder()
                                .ipProtocol("tcp")
                                .fromPort(443)
                                .toPort(443)
                                .cidrIp("0.0.0.0/0")
                                .description("To the APIs of AWS")
                                .build()))
                .build();
        return SecurityGroup.fromSecurityGroupId(
                this,
                "SecurityGroup",
                closed.getAttrGroupId(),
                SecurityGroupImportOptions.builder().allowAllOutbound(false).build());
    }

    private static String description(final String name) {
        return "Belongs to the workloads of " + name;
    }

    private void publishValues(final String name, final ISecurityGroup group, final Database database) {
        String store = "Database/" + name;
        PublishedValues.publish(
                this,
                name + "/values",
                new TreeMap<>(Map.of(
                        store + "/Instance.Endpoint.Address", database.instance.getDbInstanceEndpointAddress(),
                        store + "/Instance.Endpoint.Port", database.instance.getDbInstanceEndpointPort(),
                        store + "/Instance.MasterUserSecret.SecretArn", database.secretArn,
                        store + "/Key", database.key.getKeyId(),
                        store + "/Key.Arn", database.key.getKeyArn(),
                        store + "/SecurityGroup.GroupId", database.group.getSecurityGroupId(),
                        "SecurityGroup.GroupId", group.getSecurityGroupId())));
    }

    private void writeRecord(
            final Service service,
            final SharedParts parts,
            final List<ISecurityGroup> groups,
            final List<Access> accesses) {
        Stack stack = Stack.of(this);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("version", 1);
        values.put("account", stack.getAccount());
        values.put("region", stack.getRegion());
        values.put("vpcId", parts.vpc().getVpcId());
        values.put("securityGroupIds", groups.stream().map(ISecurityGroup::getSecurityGroupId).toList());
        values.put("accesses", accesses.stream().map(Access::toRecord).toList());
        if (service.pciScope()) {
            values.put("egress", "closed");
        }
        StringParameter.Builder.create(this, "Connection")
                .parameterName("/production/" + service.name() + "/connection")
                .description("The connection of workloads to the service")
                .stringValue(stack.toJsonString(values))
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .build();
    }
}
