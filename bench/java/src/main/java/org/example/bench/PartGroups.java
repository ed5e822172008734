package org.example.bench;

import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
import software.amazon.awscdk.services.ec2.Vpc;
import software.constructs.Construct;

/** The security groups of a shared part and of its clients. */
record PartGroups(SecurityGroup part, ISecurityGroup clients) {
    /** Creates a security group for a shared part, and one for its clients with egress only to the part. */
    static PartGroups create(final Construct scope, final Vpc vpc, final String name, final int port) {
        SecurityGroup part = SecurityGroup.Builder.create(scope, "SecurityGroup")
                .vpc(vpc)
                .description("Allows the clients of the " + name + " to connect to it")
                .allowAllOutbound(false)
                .build();
        part.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        CfnSecurityGroup group = CfnSecurityGroup.Builder.create(scope, "ClientGroup")
                .vpcId(vpc.getVpcId())
                .groupDescription("Allows its members to connect to the " + name)
                .securityGroupEgress(List.of(CfnSecurityGroup.EgressProperty.builder()
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .destinationSecurityGroupId(part.getSecurityGroupId())
                        .description("To the " + name)
                        .build()))
                .build();
        ISecurityGroup clients = SecurityGroup.fromSecurityGroupId(
                scope,
                "ClientSecurityGroup",
                group.getAttrGroupId(),
                SecurityGroupImportOptions.builder().allowAllOutbound(false).build());
        part.addIngressRule(clients, Port.tcp(port), "From the clients of the " + name);
        return new PartGroups(part, clients);
    }
}
