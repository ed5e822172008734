"""Service Quotas: no resource type, but the operations that a check before a deployment calls."""

from emulator import quotas

quotas.install()
