package org.example.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ssm.ParameterTier;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** The security group of a service, the values that other stacks read, and the record for other apps. */
final class Microservice extends Construct {
    Microservice(final Construct scope, final Service service, final Database database, final SharedParts parts) {
        super(scope, service.name());
        SecurityGroup group = SecurityGroup.Builder.create(this, "SecurityGroup")
                .vpc(parts.vpc())
                .description("Belongs to the workloads of " + service.name())
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
        writeRecord(service.name(), parts, groups, accesses);
    }

    private void publishValues(final String name, final SecurityGroup group, final Database database) {
        String store = "Database/" + name;
        PublishedValues.publish(
                this,
                name + "/values",
                new TreeMap<>(Map.of(
                        store + "/Instance.Endpoint.Address", database.instance.getDbInstanceEndpointAddress(),
                        store + "/Instance.Endpoint.Port", database.instance.getDbInstanceEndpointPort(),
                        store + "/Instance.MasterUserSecret.SecretArn", database.secretArn,
                        store + "/Key.Arn", database.key.getKeyArn(),
                        store + "/SecurityGroup.GroupId", database.group.getSecurityGroupId(),
                        "SecurityGroup.GroupId", group.getSecurityGroupId())));
    }

    private void writeRecord(
            final String name,
            final SharedParts parts,
            final List<ISecurityGroup> groups,
            final List<Access> accesses) {
        Stack stack = Stack.of(this);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("account", stack.getAccount());
        values.put("region", stack.getRegion());
        values.put("vpcId", parts.vpc().getVpcId());
        values.put("securityGroupIds", groups.stream().map(ISecurityGroup::getSecurityGroupId).toList());
        values.put("accesses", accesses.stream().map(Access::toRecord).toList());
        StringParameter.Builder.create(this, "Connection")
                .parameterName("/production/" + name + "/connection")
                .description("The connection of workloads to the service")
                .stringValue(stack.toJsonString(values))
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .build();
    }
}
