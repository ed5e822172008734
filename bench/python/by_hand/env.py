"""Where the platform is deployed."""

ACCOUNT = "123456789012"
REGION = "eu-central-1"
