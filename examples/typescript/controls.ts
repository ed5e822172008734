import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';

/**
 * Checks the app against the cdk-nag rules of AWS Solutions, NIST 800-53, HIPAA and PCI DSS if the context has
 * `-c controls=on`. A finding fails the synthesis unless the code acknowledges it with a reason.
 */
export function checkControls(app: App): void {
  if (app.node.tryGetContext('controls') !== 'on') {
    return;
  }
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new NIST80053R5Checks(app),
    new HIPAASecurityChecks(app),
    new PCIDSS321Checks(app),
  );
}
