package org.example.shop;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class OrderReportStackTest {
    /** The result of a lookup, as in cdk.context.json: a part of the connection parameter of the order service. */
    private static final Map<String, String> LOOKED_UP = Map.of(
            "ssm:account=111122223333:parameterName=/performance/orderservice/connection:region=eu-central-1",
            """
            {
              "account": "111122223333",
              "region": "eu-central-1",
              "vpcId": "vpc-1",
              "securityGroupIds": ["sg-1"],
              "accesses": [
                {"settings": {"DATABASE_HOST": "orders.example"}, "secrets": {}, "rules": [], "permissions": []}
              ]
            }
            """);

    @Test
    void theTaskHasTheSettingsOfTheOrderService() {
        App app = new App(AppProps.builder().context(LOOKED_UP).build());
        Environment env = Environment.builder().account("111122223333").region("eu-central-1").build();
        OrderReportStack report =
                new OrderReportStack(app, "Report", "performance", StackProps.builder().env(env).build());

        Template.fromStack(report)
                .hasResourceProperties(
                        "AWS::ECS::TaskDefinition",
                        Map.of(
                                "ContainerDefinitions",
                                List.of(Match.objectLike(Map.of(
                                        "Environment",
                                        List.of(Map.of("Name", "DATABASE_HOST", "Value", "orders.example")))))));
    }
}
