package org.example.clients;

import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.transport.aws.AwsSdk2Transport;
import org.opensearch.client.transport.aws.AwsSdk2TransportOptions;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** The search domain. */
public final class Search {
    private Search() {}

    /** Assumes the role again before its credentials expire. */
    public static OpenSearchClient client() {
        StsAssumeRoleCredentialsProvider role = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(StsClient.create())
                .refreshRequest(request -> request.roleArn(System.getenv("SEARCH_ROLE_ARN")).roleSessionName("search"))
                .build();
        AwsSdk2TransportOptions options = AwsSdk2TransportOptions.builder().setCredentials(role).build();
        SdkHttpClient http = UrlConnectionHttpClient.create();
        Region region = Region.of(System.getenv("AWS_REGION"));
        return new OpenSearchClient(
                new AwsSdk2Transport(http, System.getenv("SEARCH_ENDPOINT"), "es", region, options));
    }
}
