package org.example.bench;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.AddToResourcePolicyResult;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.rds.CfnEventSubscription;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** Subscriptions of a topic to the events of the databases. */
final class Events extends Construct {
    private static final Map<String, List<String>> EVENTS = Map.of(
            "db-cluster", List.of("failover", "failure", "maintenance", "notification"),
            "db-instance",
                    List.of(
                            "availability",
                            "configuration change",
                            "failover",
                            "failure",
                            "low storage",
                            "maintenance",
                            "notification",
                            "recovery",
                            "security patching"),
            "db-parameter-group", List.of("configuration change"),
            "db-security-group", List.of("configuration change", "failure"));

    Events(final Construct scope, final String id, final Topic topic, final Key key) {
        super(scope, id);
        AddToResourcePolicyResult result =
                topic.addToResourcePolicy(allowRds(List.of("sns:Publish"), topic.getTopicArn()));
        key.addToResourcePolicy(allowRds(List.of("kms:Decrypt", "kms:GenerateDataKey*"), "*"));
        EVENTS.forEach((sourceType, categories) -> {
            CfnEventSubscription subscription = CfnEventSubscription.Builder.create(this, sourceType)
                    .sourceType(sourceType)
                    .eventCategories(categories)
                    .snsTopicArn(topic.getTopicArn())
                    .build();
            subscription.getNode().addDependency(result.getPolicyDependable());
        });
    }

    private static PolicyStatement allowRds(final List<String> actions, final String resource) {
        return PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("events.rds.amazonaws.com")))
                .actions(actions)
                .resources(List.of(resource))
                .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                .build();
    }
}
