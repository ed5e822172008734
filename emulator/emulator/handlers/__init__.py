"""The CloudFormation resource types we add or complete, one module for each AWS service."""
