package org.example.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.FlowLog;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.FlowLogTrafficType;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.route53resolver.CfnResolverQueryLoggingConfig;
import software.amazon.awscdk.services.route53resolver.CfnResolverQueryLoggingConfigAssociation;
import software.constructs.Construct;

/** A VPC with three kinds of subnets in three zones, endpoints, a flow log, and logs of its DNS queries. */
final class Network extends Construct {
    final Vpc vpc;

    Network(final Construct scope, final String id, final Key key) {
        super(scope, id);
        this.vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(3)
                .subnetConfiguration(List.of(
                        SubnetConfiguration.builder()
                                .name("Public")
                                .subnetType(SubnetType.PUBLIC)
                                .mapPublicIpOnLaunch(false)
                                .build(),
                        SubnetConfiguration.builder()
                                .name("Private")
                                .subnetType(SubnetType.PRIVATE_WITH_EGRESS)
                                .build(),
                        SubnetConfiguration.builder()
                                .name("Database")
                                .subnetType(SubnetType.PRIVATE_ISOLATED)
                                .build()))
                .restrictDefaultSecurityGroup(true)
                .build();
        Tags.of(this.vpc).add("Name", "vpc-shop-platform");
        for (ISubnet subnet : subnets()) {
            String name = subnet.getNode().getId().toLowerCase();
            Tags.of(subnet).add("Name", name + "-shop-platform");
        }
        addEndpoint("S3", GatewayVpcEndpointAwsService.S3);
        addEndpoint("DynamoDb", GatewayVpcEndpointAwsService.DYNAMODB);
        publishIds();
        addFlowLog(Logs.group(this, "FlowLogGroup", key).build());
        addDnsQueryLogs(Logs.group(this, "DnsQueryLogGroup", key).build());
    }

    private void publishIds() {
        Map<String, String> values = new TreeMap<>();
        for (ISubnet subnet : subnets()) {
            values.put(subnet.getNode().getId() + "/Subnet", subnet.getSubnetId());
        }
        values.put("Resource", vpc.getVpcId());
        values.put("Resource.CidrBlock", vpc.getVpcCidrBlock());
        PublishedValues.publish(vpc, "_platform/network", values);
    }

    private List<ISubnet> subnets() {
        return Stream.of(vpc.getPublicSubnets(), vpc.getPrivateSubnets(), vpc.getIsolatedSubnets())
                .flatMap(List::stream)
                .toList();
    }

    private void addEndpoint(final String id, final GatewayVpcEndpointAwsService service) {
        vpc.addGatewayEndpoint(id, GatewayVpcEndpointOptions.builder().service(service).build());
    }

    private void addFlowLog(final LogGroup group) {
        Role role = Role.Builder.create(this, "FlowLogRole")
                .description("Writes the flow logs of Shop/Platform/Network")
                .assumedBy(new ServicePrincipal(
                        "vpc-flow-logs.amazonaws.com",
                        ServicePrincipalOpts.builder()
                                .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                                .build()))
                .build();
        ManagedPolicy policy = ManagedPolicy.Builder.create(this, "FlowLogPolicy")
                .description("Allows writing the flow logs of Shop/Platform/Network")
                .roles(List.of(role))
                .statements(List.of(PolicyStatement.Builder.create()
                        .actions(List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"))
                        .resources(List.of(group.getLogGroupArn()))
                        .build()))
                .build();
        FlowLog flowLog = vpc.addFlowLog(
                "FlowLog",
                FlowLogOptions.builder()
                        .destination(FlowLogDestination.toCloudWatchLogs(group, role.withoutPolicyUpdates()))
                        .trafficType(FlowLogTrafficType.ALL)
                        .build());
        Tags.of(flowLog).add("Name", "flow-log-shop-platform");
        flowLog.getNode().addDependency(policy);
    }

    private void addDnsQueryLogs(final LogGroup group) {
        CfnResolverQueryLoggingConfig config = CfnResolverQueryLoggingConfig.Builder.create(this, "DnsQueryLogs")
                .destinationArn(group.getLogGroupArn())
                .build();
        CfnResolverQueryLoggingConfigAssociation.Builder.create(this, "DnsQueryLogsOfVpc")
                .resolverQueryLogConfigId(config.getAttrId())
                .resourceId(vpc.getVpcId())
                .build();
    }
}
