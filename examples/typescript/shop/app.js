"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const aws_cdk_lib_1 = require("aws-cdk-lib");
const environments_1 = require("./environments");
const invoices_1 = require("./invoices");
const platform_1 = require("./platform");
const app = new aws_cdk_lib_1.App();
const { platform } = new platform_1.ShopPlatform(app, 'Shop', (0, environments_1.environmentFromContext)(app));
new invoices_1.InvoicesStack(app, 'ShopInvoices', { platform });
