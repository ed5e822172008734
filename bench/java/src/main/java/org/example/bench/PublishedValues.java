package org.example.bench;

import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awscdk.services.ssm.ParameterTier;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** The values of the platform that other stacks read. */
final class PublishedValues {
    /** Creates the parameter from which other stacks read these values. */
    static void publish(final Construct scope, final String name, final Map<String, String> values) {
        String texts = values.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining("|"));
        StringParameter.Builder.create(scope, "Values")
                .parameterName("/production/" + name)
                .description("Values that other stacks read")
                .stringValue("|" + texts + "|")
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .build();
    }

    private PublishedValues() {}
}
