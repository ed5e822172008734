"""Handlers of CloudFormation resource types that MiniStack lacks or implements partly, one module per AWS service."""
