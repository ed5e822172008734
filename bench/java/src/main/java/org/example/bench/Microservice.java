package org.example.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ssm.ParameterTier;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** The security group and the parameters of a service. */
final class Microservice extends Construct {
    private final String path;

    Microservice(final Construct scope, final Service service, final Database database, final SharedParts parts) {
        super(scope, service.name());
        this.path = "/production/" + service.name() + "/";
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
        writeParameters(parts, groups, accesses);
    }

    private void writeParameters(
            final SharedParts parts, final List<ISecurityGroup> groups, final List<Access> accesses) {
        for (Access access : accesses) {
            access.settings().forEach((name, value) -> write("settings/" + name, value));
            access.secrets().forEach((name, arn) -> write("secrets/" + name, arn));
        }
        Stack stack = Stack.of(this);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("account", stack.getAccount());
        values.put("region", stack.getRegion());
        values.put("vpcId", parts.vpc().getVpcId());
        values.put("securityGroupIds", groups.stream().map(ISecurityGroup::getSecurityGroupId).toList());
        values.put("accesses", accesses.stream().map(Access::toRecord).toList());
        write("connection", stack.toJsonString(values));
    }

    private void write(final String name, final String value) {
        StringParameter.Builder.create(this, name.replace('/', '-'))
                .parameterName(path + name)
                .stringValue(value)
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .build();
    }
}
