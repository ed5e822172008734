import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';

/**
 * With `-c controls=on`, each synthesis checks the app against AWS's own advice, NIST 800-53, HIPAA and PCI DSS: what they
 * find ends it, unless it was acknowledged with a reason.
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
