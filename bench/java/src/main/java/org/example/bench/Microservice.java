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
        DatabaseLogins logins = new DatabaseLogins(database, service.name(), parts.vpc(), parts.code());
        PartLogins partLogins = new PartLogins(this, service.name(), parts);
        Map<String, String> values = new TreeMap<>();
        List<Access> accesses = new ArrayList<>(List.of(Access.toDatabase(service.name(), database, logins)));
        if (service.uses("cache")) {
            String secretArn = partLogins.createUser(database.key);
            groups.add(parts.cache().groups.clients());
            accesses.add(Access.toCache(service.name(), parts, secretArn, database.key.getKeyArn()));
            values.put("PartLogins/Cache/Login/Resource/Default.SecretArn", secretArn);
        }
        if (service.uses("messaging")) {
            String secretArn = partLogins.createBrokerLogin();
            groups.add(parts.messaging().groups.clients());
            accesses.add(Access.toBroker(service.name(), parts, secretArn));
            values.put("PartLogins/Broker/Login/Resource/Default.SecretArn", secretArn);
        }
        if (service.uses("storage") || service.uses("storage-read")) {
            accesses.add(Access.toMedia(parts, service.uses("storage")));
        }
        if (service.uses("search")) {
            String roleArn = partLogins.createRole();
            groups.add(parts.search().groups.clients());
            accesses.add(Access.toSearch(parts, roleArn));
            values.put("PartLogins/Search/Login/Resource/Default.RoleArn", roleArn);
        }
        values.put("SecurityGroup.GroupId", group.getSecurityGroupId());
        publishValues(service.name(), database, logins, values);
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

    private void publishValues(
            final String name, final Database database, final DatabaseLogins logins, final Map<String, String> others) {
        String store = "Database/" + name;
        Map<String, String> values = new TreeMap<>(others);
        values.putAll(Map.of(
                store + "/Instance.Endpoint.Address", database.instance.getDbInstanceEndpointAddress(),
                store + "/Instance.Endpoint.Port", database.instance.getDbInstanceEndpointPort(),
                store + "/Key", database.key.getKeyId(),
                store + "/Key.Arn", database.key.getKeyArn(),
                store + "/Logins/Login/Resource/Default.MigrationSecretArn", logins.migrationSecretArn,
                store + "/Logins/Login/Resource/Default.SecretArn", logins.secretArn,
                store + "/SecurityGroup.GroupId", database.group.getSecurityGroupId()));
        PublishedValues.publish(this, name + "/values", values);
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
        values.put("accesses", accesses.stream().map(Access::values).toList());
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
