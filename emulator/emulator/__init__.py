"""The local AWS emulator that the library's templates are deployed on.

MiniStack answers the AWS APIs; this package adds the CloudFormation resource types and properties that it
lacks, refuses what neither of them keeps, and runs it on loopback alone with its state in memory.
"""
