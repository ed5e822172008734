/** The environment variable with the command of the app and its additional environment, as JSON. */
export const APP_VARIABLE = 'ECOMMERCE_APP';
