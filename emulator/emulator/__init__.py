"""The local AWS emulator that the library's templates are deployed on.

MiniStack implements the AWS APIs. This package adds the CloudFormation resource types and properties that MiniStack
lacks, rejects unsupported types and properties, and runs MiniStack on loopback only, with its state in memory.
"""
