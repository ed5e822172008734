export const ENV = { account: '123456789012', region: 'eu-central-1' };
