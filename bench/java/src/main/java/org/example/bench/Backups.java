package org.example.bench;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.backup.BackupPlan;
import software.amazon.awscdk.services.backup.BackupPlanRule;
import software.amazon.awscdk.services.backup.BackupResource;
import software.amazon.awscdk.services.backup.BackupSelectionOptions;
import software.amazon.awscdk.services.backup.BackupVault;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/** A daily backup of databases, in a vault whose recovery points nobody may delete. */
final class Backups extends Construct {
    private static final String DEPLOYMENT_ROLE =
            "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1";

    Backups(
            final Construct scope,
            final String id,
            final String name,
            final Key key,
            final List<String> resourceArns) {
        super(scope, id);
        BackupVault vault = BackupVault.Builder.create(this, "Vault")
                .backupVaultName(name)
                .encryptionKey(key)
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .blockRecoveryPointDeletion(true)
                .build();
        String root = "arn:" + Aws.PARTITION + ":iam::" + Aws.ACCOUNT_ID + ":root";
        vault.addToAccessPolicy(PolicyStatement.Builder.create()
                .effect(Effect.DENY)
                .principals(List.of(new AnyPrincipal()))
                .actions(List.of("backup:DeleteBackupVaultAccessPolicy", "backup:PutBackupVaultAccessPolicy"))
                .resources(List.of("*"))
                .conditions(Map.of(
                        "ArnNotEquals", Map.of("aws:PrincipalArn", List.of(Fn.sub(DEPLOYMENT_ROLE), root)),
                        "StringNotEquals", Map.of("aws:CalledViaLast", "cloudformation.amazonaws.com")))
                .build());
        BackupPlan plan = BackupPlan.Builder.create(this, "Plan")
                .backupPlanName(name)
                .backupVault(vault)
                .backupPlanRules(List.of(BackupPlanRule.Builder.create()
                        .ruleName("Daily")
                        .scheduleExpression(Schedule.cron(
                                CronOptions.builder().hour("5").minute("0").build()))
                        .startWindow(Duration.hours(4))
                        .completionWindow(Duration.hours(20))
                        .deleteAfter(Duration.days(35))
                        .build()))
                .build();
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("backup.amazonaws.com"))
                .description("Backs up the resources that " + getNode().getPath() + " selects")
                .build();
        role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        plan.addSelection(
                "Selection",
                BackupSelectionOptions.builder()
                        .resources(resourceArns.stream().map(BackupResource::fromArn).toList())
                        .role(role)
                        .build());
    }
}
